"""Make the expected texts of test/fixtures/jinja-table.json again, with Jinja2 itself.

    python3 scripts/jinja/make_jinja_table.py            # write the table
    python3 scripts/jinja/make_jinja_table.py --check    # compare with it, exit 1 where it differs

Needs Jinja2 3.1 (Debian: python3-jinja2). Every template of templates.json is rendered with the variables beside them, StrictUndefined and
otherwise default settings: the table holds the text, or the class of the error.
"""

import json
import sys
from pathlib import Path

import jinja2

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "test" / "fixtures" / "jinja-table.json"


def rendered(environment, source, variables):
    try:
        return {"text": environment.from_string(source).render(variables)}
    except Exception as error:  # whatever Jinja2 raises is the expected value
        return {"error": type(error).__name__}


def main():
    if not jinja2.__version__.startswith("3.1."):
        sys.exit(f"needs Jinja2 3.1, found {jinja2.__version__}")
    inputs = json.loads((HERE / "templates.json").read_text(encoding="utf-8"))
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.loopcontrols"])
    rows = [
        {"group": group, "template": source, **rendered(environment, source, json.loads(json.dumps(inputs["variables"])))}
        for group, sources in inputs["templates"].items()
        for source in sources
    ]
    table = {"variables": inputs["variables"], "rows": rows}
    text = json.dumps(table, indent=1, ensure_ascii=True) + "\n"
    if "--check" not in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
        print(f"{len(rows)} templates")
    elif TABLE.read_text(encoding="utf-8") != text:
        sys.exit("the table differs from what Jinja2 gives; run this again without --check")


main()
