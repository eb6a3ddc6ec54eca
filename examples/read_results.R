# Read a folder of results with base R, print its table, and redo the differences from the runs.
#
# Needs: R (4.0 or later), no packages, and a folder of results.
# Run:   Rscript examples/read_results.R results/quickstart
#
# Ends with status 0 if every difference and interval that it redoes agrees with contrasts.csv to 1e-9, else with 1.

folder <- commandArgs(trailingOnly = TRUE)[1]
if (is.na(folder)) stop("say which folder: Rscript examples/read_results.R results/quickstart")

# An empty field is absent (NA), never zero. In `group` it means: all lots. Yes and no are 1 and 0.
read <- function(name) {
  read.csv(file.path(folder, name), na.strings = "", encoding = "UTF-8", stringsAsFactors = FALSE, check.names = FALSE)
}
summary <- read("summary.csv")
contrasts <- read("contrasts.csv")
runs <- read("runs.csv")
lots <- read("lots.csv")

short <- function(numbers) vapply(numbers, function(x) format(x, digits = 4, big.mark = ","), character(1))

# 1. Levels: an arm a column, a measure a line, all lots.
all_lots <- summary[is.na(summary$group), ]
levels <- reshape(all_lots[, c("measure", "unit", "arm", "mean")],
  idvar = c("measure", "unit"), timevar = "arm", direction = "wide")
names(levels) <- sub("^mean\\.", "", names(levels))
levels[-(1:2)] <- lapply(levels[-(1:2)], short)
cat("Means over replications\n")
print(levels, row.names = FALSE)

# 2. Differences with their intervals, as the study states them.
cat("\nDifferences, paired by replication\n")
told <- contrasts[is.na(contrasts$group), c("arm", "baseline", "measure", "difference", "ci_low", "ci_high", "n")]
print(transform(told, difference = short(difference), ci_low = short(ci_low), ci_high = short(ci_high)), row.names = FALSE)

# 3. Single lots: how they ended, arm by arm.
cat("\nHow lots ended\n")
print(table(lots$arm, lots$state))

# 4. What the columns mean: README.txt has "name: meaning" under the name of each table. As labels they show in viewers,
#    and packages that write Stata or SPSS files keep them.
meanings <- function(name) {
  lines <- readLines(file.path(folder, "README.txt"), encoding = "UTF-8")
  start <- which(startsWith(lines, paste0(name, ": ")))
  rest <- lines[-seq_len(start)]
  rest <- rest[seq_len(match("", rest, nomatch = length(rest) + 1) - 1)]
  first <- grepl("^ {4}[^ ]", rest)
  entries <- vapply(split(trimws(rest), cumsum(first)), paste, character(1), collapse = " ")
  setNames(sub("^[^:]+: ", "", entries), sub(":.*", "", entries))
}
for (column in names(lots)) attr(lots[[column]], "label") <- meanings("lots.csv")[[column]]
cat("\nSome columns of lots.csv\n")
for (column in c("worth_common", "hammer", "present_value")) {
  cat(strwrap(paste0(column, ": ", attr(lots[[column]], "label")), 100, exdent = 4), sep = "\n")
}

# 5. The same differences from runs.csv: arm less baseline in each replication, then Student's interval of the mean.
#    Prices on lots sold in both arms are left out: which lots these are differs from pair to pair (see lots.csv).
on_lots_sold_in_both <- c("price_if_sold", "price_to_worth", "price_to_market", "price_to_appraisal")
redo <- function(line) {
  pick <- function(arm) runs[runs$arm == arm & runs$measure == line$measure & is.na(runs$group), c("replication", "value")]
  pairs <- merge(pick(line$arm), pick(line$baseline), by = "replication")
  d <- na.omit(pairs$value.x - pairs$value.y)
  half <- if (length(d) > 1) qt(0.975, length(d) - 1) * sd(d) / sqrt(length(d)) else NA
  c(mean(d), mean(d) - half, mean(d) + half)
}
checked <- told[!(sub("@.*", "", told$measure) %in% on_lots_sold_in_both) & told$n > 1, ]
gap <- vapply(seq_len(nrow(checked)), function(i) {
  line <- checked[i, ]
  stated <- c(line$difference, line$ci_low, line$ci_high)
  max(abs(redo(line) - stated) / pmax(abs(stated), 1))
}, numeric(1))
cat(sprintf("\n%d differences redone from runs.csv; largest deviation from contrasts.csv %.1e\n", nrow(checked), max(gap)))
if (nrow(checked) == 0 || any(is.na(gap)) || any(gap > 1e-9)) {
  cat("they do not agree to 1e-9:", checked$measure[is.na(gap) | gap > 1e-9], "\n")
  quit(status = 1)
}
cat("all agree to 1e-9\n")
