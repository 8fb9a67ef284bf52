"""Bills to add up, in Python. `local:arithmetic` needs no key; name a real model instead where you have one."""

import re

from assay import Completion, program

_TOTAL = {
    "type": "object",
    "properties": {"answer": {"type": "number", "description": "The total, in euros"}},
    "required": ["answer"],
    "additionalProperties": False,
}

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def _last_number(text: str) -> float:
    found = _NUMBER.findall(text)
    if not found:
        raise ValueError(f"there is no number in: {text}")
    return float(found[-1].replace(",", ""))


@program
def v1(render, complete):
    """Asks for the total in a fixed form."""
    return {"total": complete(render(), schema=_TOTAL).output["answer"]}


@program
def plain(render, complete):
    """Asks for text, and takes its last number."""
    return {"total": _last_number(complete(render()).text)}


@program(calls="any")
async def checked(inputs, render, complete):
    """Asks twice at once, the second time for the steps as well, and says whether both agree."""
    import asyncio

    async def total(prompt: str) -> float:
        answer: Completion = await complete(prompt)
        return _last_number(answer.text)

    short = f"<bill>\n{inputs['bill']}\n</bill>\nAnswer with the total alone."
    at_first, by_steps = await asyncio.gather(total(short), total(f"{render()}\nWork step by step."))
    return {"total": by_steps, "agrees": at_first == by_steps}
