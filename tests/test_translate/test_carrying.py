"""Spans that must come through: found by their form or in tables, covered, put back and checked."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.backends.base import Backend
from translate.backends.echo_backend import EchoBackend
from translate.carrying.addresses import find_addresses
from translate.carrying.carriers import FORMS, Carrier, measured_carrier, share_returned
from translate.carrying.covering import Covered, restored
from translate.carrying.names import find_names
from translate.carrying.records import Kind, Span, without_overlaps
from translate.carrying.signs import find_signs
from translate.decoding import DecodingOptions, Hypothesis
from translate.lexicon import PACKAGED, Lexicon
from translate.models import Checkpoint
from translate.translator import Translator

SLOTS = Carrier(form="slots", share=1.0)
CODES = Carrier(form="code", share=1.0)


def ascii_only(character: str) -> bool:
    """A vocabulary of plain letters, figures and marks, without braces and stars."""
    return character.isascii() and character not in "*{}|\\~^<>"


def addresses(text: str) -> list[str]:
    return [span.english for span in find_addresses(text, PACKAGED)]


def names(text: str) -> list[str]:
    return [span.english for span in sorted(find_names(text, PACKAGED), key=lambda span: span.start)]


def signs(text: str) -> list[str]:
    return [span.english for span in find_signs(text, ascii_only)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lihat (www.contoh.or.id).", ["www.contoh.or.id"]),
        ("Buka https://contoh.id/a_(b), lalu daftar.", ["https://contoh.id/a_(b)"]),
        ("Situs dukcapil.go.id-nya mati.", ["dukcapil.go.id"]),
        ("Kirim ke tata.usaha@sekolah.sch.id!", ["tata.usaha@sekolah.sch.id"]),
        ("Menurut Katadata.co.id, harga naik.", ["Katadata.co.id"]),
        ("Ia pulang.Di rumah ia tidur.", []),
        ("Ia naik kelas.Ia senang.", []),
        ("Akun @warga_kudus-lah yang menulis.", ["@warga_kudus"]),
        ("Juara #1 tahun ini.", []),
        ("Ramai tagar #SaveKudus.", ["#SaveKudus"]),
        ("Berkas rapat-2023.v2.xlsx hilang.", ["rapat-2023.v2.xlsx"]),
        ("Perkara 31/Pid.B/2021/PN Bdg dibacakan.", ["31/Pid.B/2021/PN Bdg"]),
        ("Pasal itu ada dalam 14/PMK.02/2020.", ["14/PMK.02/2020"]),
        ("Rabu (3/5/2023) dan tahun ajaran 2023/2024.", []),
        ("Kecepatan 60 km/jam dan/atau lebih.", []),
        ("Debu 250 L/m2/menit tercatat.", []),
        ("Halo {nama}, ada %d pesan, {{ kota }} dan ${jumlah}.", ["{nama}", "%d", "{{ kota }}", "${jumlah}"]),
        ("Bunga 5 % dan 10% saja.", []),
        ("Tekan <b>Simpan</b>.", ["<b>", "</b>"]),
        ("Nilai 3 < 5 dan 7 > 2.", []),
        ("Hubungi 0812-3344-5566.", ["0812-3344-5566"]),
        ("Dari 2019-2024 ada 1.500.000 orang.", []),
        ("Hartanya Rp 2.606.404.500 lebih.", []),
        ("Alamat 10.0.0.1 tidak menjawab.", ["10.0.0.1"]),
        ("Mobil B 1234 KLM di RT 01 RW 05.", ["B 1234 KLM"]),
    ],
)
def test_addresses_are_known_by_their_form(text: str, found: list[str]) -> None:
    assert addresses(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Direktur PT Awan Biru Sentosa Tbk mundur.", ["PT Awan Biru Sentosa Tbk"]),
        ("PT Awan Biru Sentosa Gandeng Petani Kopi", ["PT Awan Biru Sentosa"]),
        ("PT Awan Biru, Senin, dan PT Awan Biru Senin lalu.", ["PT Awan Biru", "PT Awan Biru"]),
        ("Bank Dunia dan Bank Sentral Eropa hadir.", []),
        ("Nasabah Bank Awan Putih mengeluh.", ["Awan Putih"]),
        ("Yayasan Awan Putih berdiri.", ["Awan Putih Foundation"]),
        ("Yayasan Jantung Inggris meneliti.", []),
        ("Jalan Tol Cipali macet.", []),
        ("Ia tinggal di jalan Awan Putih.", ["Awan Putih"]),
        ("Ia tinggal di Jl. H.M. Saleh Raya.", ["H.M. Saleh Raya"]),
        ("Murid SMA Awan Putih menang.", ["Awan Putih Senior High School"]),
        ("Murid SMA 3 Kudus menang.", ["SMA 3 Kudus"]),
        ("Prabowo Punya Peta Jalan Jelas Menuju Indonesia Emas", []),
        ("Iptu Agus hadir.", ["First Inspector Agus"]),
        ("Irjen. Pol. (Purn) Agus hadir.", ["Inspector General (Ret.) Agus"]),
        ("Letda Cpm Agus M. Saleh hadir.", ["Second Lieutenant Agus M. Saleh"]),
        ("Gaji seorang iptu naik.", []),
        ("Kapolres Tulang Bawang AKBP Agus hadir.", ["Tulang Bawang Police Chief", "Adjunct Senior Commissioner Agus"]),
        ("Kapolda Jawa Tengah hadir.", []),
        ("Harga Pertamax naik, Pertamax-nya langka.", ["Pertamax", "Pertamax"]),
    ],
)
def test_names_and_ranks(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_a_users_tables_add_brands() -> None:
    lexicon = Lexicon({"brands": ("Sepatu Langit",)})
    assert [span.english for span in find_names("Ia memakai Sepatu Langit baru.", lexicon)] == ["Sepatu Langit"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Menurut Erdoğan, harga naik.", ["Erdoğan"]),
        ("Menurut Erdoğan-lah harga naik.", ["Erdoğan"]),
        ("Kota Москва ramai.", ["Москва"]),
        ("Naik ▲ 5 persen.", ["▲ "]),
        ("Biaya ₹500.", ["₹"]),
        ("Suhu 30°C.", ["°C"]),
        ("Ada 10⁶ sel dan 1½ gelas.", ["10⁶", "1½"]),
        ("Halo 👍🏽 dan 1️⃣!", ["👍🏽", "️⃣"]),
        ('Teks biasa saja, "begitu" katanya.', []),
    ],
)
def test_signs_and_letters_that_a_vocabulary_lacks(text: str, found: list[str]) -> None:
    assert signs(text) == found


def test_of_two_spans_that_overlap_one_stays() -> None:
    def span(start: int, end: int) -> Span:
        return Span(start=start, end=end, english=f"{start}-{end}", kind=Kind.NAME)

    found = without_overlaps([[span(5, 9)], [span(0, 6), span(10, 12), span(10, 20)]])
    assert [one.english for one in found] == ["5-9", "10-20"]


def spans_of(text: str) -> list[Span]:
    return without_overlaps([find_addresses(text, PACKAGED), find_signs(text, ascii_only)])


@given(st.text(st.sampled_from("ab 1.,▲₹é#@{}<>/⟦⟧"), max_size=40), st.sampled_from([SLOTS, CODES, Carrier()]))
def test_what_is_covered_comes_back_as_it_was(text: str, carrier: Carrier) -> None:
    text = " ".join(text.split())
    covered = Covered.of(text, spans_of(text), carrier)
    part = covered.part(covered.text)
    if covered.fits(covered.text, lambda _: True):
        back = restored(part, part.source, carrier, first=False)
        if back is not None:  # the text holds a surrogate of its own
            assert "".join(covered.framed(back).split()) == "".join(text.split())
    assert "".join(covered.uncovered().split()) == "".join(text.split())


def test_signs_at_the_edges_need_no_model() -> None:
    text = "▲ Harga naik tajam 🎉!"
    covered = Covered.of(text, find_signs(text, ascii_only), SLOTS)
    assert (covered.text, covered.spans) == ("Harga naik tajam!", ())
    assert covered.framed("Prices rise sharply!") == "▲ Prices rise sharply 🎉!"
    behind = Covered.of("Terima kasih. 🙏", find_signs("Terima kasih. 🙏", ascii_only), SLOTS)
    assert behind.framed("Thank you.") == "Thank you. 🙏"


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("Visit ⟦1⟧ and ⟦2⟧.", "Visit a.id and b.id."),
        ("Visit ⟦2⟧ and ⟦1⟧.", "Visit b.id and a.id."),
        ("Visit ⟦1⟧.", None),
        ("Visit ⟦1⟧, ⟦1⟧ and ⟦2⟧.", None),
        ("Visit ⟦1⟧, ⟦2⟧ and ⟦3⟧.", None),
    ],
)
def test_each_span_comes_back_once(english: str, expected: str | None) -> None:
    text = "Buka a.id dan b.id."
    covered = Covered.of(text, spans_of(text), SLOTS)
    assert covered.text.count("a.id") == 0
    assert restored(covered.part(covered.text), english, SLOTS, first=True) == expected


def test_a_sign_of_a_figure_has_to_stand_beside_one() -> None:
    covered = Covered.of("Biaya ₹500 per kilo.", spans_of("Biaya ₹500 per kilo."), SLOTS)
    part = covered.part(covered.text)
    assert restored(part, "It costs ⟦1⟧500 a kilo.", SLOTS, first=True) == "It costs ₹500 a kilo."
    assert restored(part, "⟦1⟧ costs 500 a kilo.", SLOTS, first=True) is None


def test_tags_keep_their_order() -> None:
    text = "Klik <b>Simpan</b> dulu."
    part = Covered.of(text, spans_of(text), SLOTS).part(Covered.of(text, spans_of(text), SLOTS).text)
    assert restored(part, "First click ⟦1⟧Save⟦2⟧.", SLOTS, first=True) == "First click <b>Save</b>."
    assert restored(part, "First click ⟦2⟧Save⟦1⟧.", SLOTS, first=True) is None


def test_codes_are_set_apart_from_what_touches_them() -> None:
    text = "Biaya ₹500 per kilo."
    covered = Covered.of(text, spans_of(text), CODES)
    part = covered.part(covered.text)
    assert part.source == "Biaya XQ1X 500 per kilo."
    assert restored(part, "It costs XQ1X 500 a kilo.", CODES, first=True) == "It costs ₹500 a kilo."


def test_the_first_form_that_is_copied_well_is_taken_and_kept(tmp_path: Path) -> None:
    calls = 0

    def copies_codes(sources: Sequence[str]) -> list[str]:
        nonlocal calls
        calls += 1
        return [source.replace("⟦", "(").replace("_", "-").replace("[", "(") for source in sources]

    carrier = measured_carrier(copies_codes, tmp_path / "carriers", "key")
    assert (carrier.form, carrier.share, calls) == ("code", 1.0, len(FORMS))
    assert measured_carrier(copies_codes, tmp_path / "carriers", "key") == carrier
    assert calls == len(FORMS)
    (tmp_path / "carriers" / "key.json").write_text("[]", encoding="utf-8")
    assert measured_carrier(copies_codes, tmp_path / "carriers", "key") == carrier


def test_a_model_that_copies_nothing_has_no_carrier(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")  # a store that cannot be written
    carrier = measured_carrier(lambda sources: ["nothing"] * len(sources), tmp_path / "file", "key")
    assert (carrier.form, carrier.surrogates) == ("none", ())


def test_the_share_counts_doubled_and_invented_surrogates_as_wrong() -> None:
    assert share_returned(SLOTS, lambda sources: list(sources)) == 1.0
    assert share_returned(SLOTS, lambda sources: [f"{source} ⟦8⟧" for source in sources]) == 0.0
    assert share_returned(SLOTS, lambda sources: [source.replace("⟦1⟧", "⟦1⟧⟦1⟧") for source in sources]) == 0.0


class Forgetful(EchoBackend):
    """An echo that loses the pieces of some surrogates."""

    def __init__(self, lost: str) -> None:
        super().__init__()
        self.lost = lost

    def generate(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, max_target_pieces: int
    ) -> list[Hypothesis]:
        batch = [[piece for piece in source if piece not in self.lost.split()] for source in batch]
        return super().generate(batch, options, max_target_pieces)


def translator(checkpoint: Checkpoint, backend: Backend) -> Translator:
    made = Translator(checkpoint, backend)
    made._carrier = SLOTS
    return made


def test_a_lost_surrogate_is_replaced_by_another(tiny_checkpoint: Checkpoint) -> None:
    [found] = translator(tiny_checkpoint, Forgetful("⟦1⟧")).translate(["Saya membaca kudus.go.id kemarin."])
    assert (found.text, found.flags[:1]) == ("Saya membaca kudus.go.id kemarin.", ("carried",))


def test_the_plain_translation_is_flagged_where_a_span_is_not_in_it(tiny_checkpoint: Checkpoint) -> None:
    lossy = translator(tiny_checkpoint, Forgetful("⟦1⟧ ⟦2⟧ ⟦3⟧ ⟦4⟧ ⟦5⟧ ⟦6⟧ ⟦7⟧ ⟦8⟧ . o d"))
    [found] = lossy.translate(["Saya membaca kudus.go.id kemarin."])
    assert "not_carried" in found.flags and "carried" not in found.flags
    [whole] = translator(tiny_checkpoint, Forgetful("⟦1⟧ ⟦4⟧ ⟦6⟧")).translate(["Saya membaca kudus.go.id kemarin."])
    assert "not_carried" not in whole.flags


def test_more_spans_than_slots_are_carried_in_parts(tiny_checkpoint: Checkpoint) -> None:
    sites = [f"situs{number}.go.id" for number in range(30)]
    text = "Saya membaca " + " dan ".join(sites) + " kemarin."
    [found] = translator(tiny_checkpoint, EchoBackend()).translate([text])
    assert found.text == text
    assert {"carried", "split"} <= set(found.flags)


def test_what_holds_nothing_to_translate_is_not_translated(tiny_checkpoint: Checkpoint) -> None:
    found = translator(tiny_checkpoint, EchoBackend()).translate(["https://kudus.go.id", "🎉🎉", "@a_b, #Cd2 !"])
    assert [one.text for one in found] == ["https://kudus.go.id", "🎉🎉", "@a_b, #Cd2 !"]
    assert [one.score for one in found] == [None] * 3


def test_capitals_do_not_hide_an_address(tiny_checkpoint: Checkpoint) -> None:
    [found] = translator(tiny_checkpoint, EchoBackend()).translate(["BUKA PAJAK.GO.ID MULAI HARI SENIN"])
    assert "PAJAK.GO.ID" in found.text and "carried" in found.flags


@given(text=st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_text_has_a_span_without_its_own_characters(text: str) -> None:
    for span in spans_of(text):
        assert text[span.start : span.end] == span.english
