"""`python -m simulation` is `el-alto`."""

from simulation.cli import main

if __name__ == "__main__":
    main()
