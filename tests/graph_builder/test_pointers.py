import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph_builder.pointers import spans

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def pointers(value: Any, here: str = "") -> Iterator[tuple[str, Any]]:
    yield here, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inner:
        yield from pointers(item, f"{here}/{str(step).replace('~', '~0').replace('/', '~1')}")


@given(values, st.sampled_from([None, 0, 2]))
def test_the_text_at_a_pointer_is_the_value_there(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    found = spans(f"\n {text} ")
    expected = dict(pointers(value))
    assert found.keys() == expected.keys()
    assert all(json.loads(span.of(f"\n {text} ")) == expected[pointer] for pointer, span in found.items())
