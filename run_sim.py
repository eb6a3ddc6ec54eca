"""Run a study from a checkout: ``python run_sim.py scenarios/market/quickstart.yaml``."""

from sim.cli import main

if __name__ == "__main__":
    main()
