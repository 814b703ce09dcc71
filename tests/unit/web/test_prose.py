"""Long texts become blocks, and their words stay words."""

from __future__ import annotations

from web.prose import Block, blocks


def test_a_heading_stands_before_the_paragraph_right_under_it() -> None:
    assert blocks("Först.\n\n## Sedan\nEtt stycke\nmed två rader.") == [
        Block("paragraph", (("Först.",),)), Block("heading", (("Sedan",),)), Block("paragraph", (("Ett stycke med två rader.",),)),
    ]


def test_lines_with_dashes_are_one_list() -> None:
    assert blocks("- en\n- **två** till") == [Block("list", (("en",), ("", "två", " till")))]


def test_an_empty_text_has_no_blocks_but_one_empty_paragraph_never_fails() -> None:
    assert [block.kind for block in blocks("")] == ["paragraph"]
