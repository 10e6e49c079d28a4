"""`python -m chancery.evaluator --socket PATH --interviews DIRECTORY …`: serve interviews without the command line."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from chancery.evaluator import server
from chancery.evaluator.errors import EvaluatorError


def main() -> int:
    """Parse the arguments and serve. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m chancery.evaluator", description="Serve interviews, jailed.")
    parser.add_argument("--socket", type=Path, required=True, help="the unix socket to listen on")
    parser.add_argument(
        "--interviews", type=Path, action="append", required=True, help="a directory of interview packages; repeatable"
    )
    parser.add_argument("--landlock", type=int, help="the oldest version of the Landlock interface to accept")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    limits = {} if arguments.landlock is None else {"landlock": arguments.landlock}
    try:
        server.main(arguments.socket, arguments.interviews, **limits)
    except EvaluatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
