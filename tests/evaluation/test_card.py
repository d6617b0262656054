from pathlib import Path

from training.evaluation.card import BEGIN, END, machine_facts, weights_fact, write_section


def test_sections_are_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text(f"# Model\nWritten by hand.\n\n{BEGIN}\nold\n{END}\n\n## Limits\n", "utf-8")
    write_section(card, "Structure", "| a |")
    write_section(card, "Gold", "| b |")
    write_section(card, "Structure", "| c |")
    text = card.read_text("utf-8")
    assert text.startswith("# Model\nWritten by hand.\n")
    assert text.endswith("## Limits\n")
    assert "| a |" not in text
    assert text.index("### Structure\n| c |") < text.index("### Gold\n| b |") < text.index(END)


def test_a_card_without_markers_gets_them_at_its_end(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    write_section(card, "Structure", "x")
    assert card.read_text("utf-8") == f"{BEGIN}\n### Structure\nx\n{END}\n"


def test_facts_name_no_machine() -> None:
    assert "cores" in machine_facts()
    assert "onnxruntime" in machine_facts()


def test_weights_are_named_by_digest(tmp_path: Path) -> None:
    path = tmp_path / "head.onnx"
    assert weights_fact(path) == "Weights: no head.onnx."
    path.write_bytes(b"")
    assert "sha256 e3b0c44298fc" in weights_fact(path)
