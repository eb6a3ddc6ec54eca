"""Run a study from a checkout: ``python run_sim.py scenarios/market/quickstart.yaml``."""

import sys


def main() -> None:
    """Hand over to the command line; a Python without the packages is told where to find the right one."""
    try:
        from sim.cli import main as command_line

        command_line()
    except ModuleNotFoundError as error:
        package = (error.name or "sim").partition(".")[0]
        if package == "sim":
            raise
        sys.stderr.write(f"{package} is missing: set up as in README.md (this is {sys.executable})\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
