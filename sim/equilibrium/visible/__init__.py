"""The hall where everybody sees who is still in: limits that move as rivals drop out (Hong and Shum 2003).

:mod:`.groups` says who knows what and :mod:`.intercept` what an uncertain worth is good for; :mod:`.drop_outs` has the
closed form and :mod:`.start_price` the same after a start price, with :mod:`.screening` saying who takes part.
"""
