"""What the model reads in place of a sentence."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lexicon import PACKAGED, read_lexicon
from translate.written_out import written_out

IN_FULL = [
    ("Dibuka 28 November s.d. 10 Desember.", "Dibuka 28 November sampai 10 Desember."),
    ("Kendaraan melaju 60 s/d 80 km.", "Kendaraan melaju 60 sampai 80 km."),
    ("Ia lahir tgl. 5 Mei.", "Ia lahir tanggal 5 Mei."),
    ("Ia lahir tgl 5 Mei.", "Ia lahir tanggal 5 Mei."),
    ("Tgl. 5 Mei ia lahir.", "Tanggal 5 Mei ia lahir."),
    ("Ia lahir tgl.5 Mei.", "Ia lahir tanggal 5 Mei."),
    ("Polisi menangkap Budi dkk. kemarin.", "Polisi menangkap Budi et al. kemarin."),
    ("Polisi menangkap Budi dkk.", "Polisi menangkap Budi et al."),
    ("Polisi menangkap Budi dkk. Mereka ditahan.", "Polisi menangkap Budi et al. Mereka ditahan."),
    ("Menurut Yusuf dkk. (2004), air naik.", "Menurut Yusuf et al. (2004), air naik."),
    ("Mereka membawa beras, gula, dll.", "Mereka membawa beras, gula, dan lain-lain."),
    ("Beras, gula, dll. dibagikan.", "Beras, gula, dan lain-lain dibagikan."),
    ("Rekening a.n. Siti ditutup.", "Rekening atas nama Siti ditutup."),
    ("Rekening a/n Siti ditutup.", "Rekening atas nama Siti ditutup."),
    ("Kantornya di Kec. Gebog, Kab. Kudus.", "Kantornya di Kecamatan Gebog, Kabupaten Kudus."),
    ("Surat untuk Yth. Kepala Dinas.", "Surat untuk Kepala Dinas."),
    ("Ia bekerja 3 thn. di kapal.", "Ia bekerja 3 tahun di kapal."),
    ("Sebanyak 15 org. terluka.", "Sebanyak 15 orang terluka."),
    ("Harganya naik dr Rp40rb jd Rp60rb.", "Harganya naik dari Rp40 ribu menjadi Rp60 ribu."),
    ("Rapat dipimpin Plt. Gubernur Aceh.", "Rapat dipimpin acting Gubernur Aceh."),
]

AS_IT_IS = [
    "Air sungai mulai surut.",
    "dr. Siti memeriksa pasien.",
    "Ia lulusan SD di Kudus.",
    "Surat itu dari Jl. Merdeka No. 10.",
    "Situs dll.example.id dan a.n@contoh.id diblokir.",
    "Lagu itu karya H. Ahmad dan Prof. Dr. Budi.",
    "Pada abad ke-5 SM kota itu berdiri.",
    "Hal itu benar, dan no problem katanya.",
]


@pytest.mark.parametrize(("text", "full"), IN_FULL)
def test_abbreviations_are_written_out(text: str, full: str) -> None:
    assert written_out(text) == full


@pytest.mark.parametrize("text", AS_IT_IS)
def test_other_words_stay(text: str) -> None:
    assert written_out(text) == text


@pytest.mark.parametrize("entry", PACKAGED.entries("written_out"))
def test_every_entry_of_the_table_is_found_once(entry: str) -> None:
    short, mark, long = (part.strip() for part in entry.partition("="))
    assert mark and short
    sentence = f"Menurut catatan itu {short}".replace("<n>", "12").replace("<Name>", "Kudus") + " sudah lengkap."
    full = f"Menurut catatan itu {long}".strip().replace("<n>", "12").replace("<Name>", "Kudus") + " sudah lengkap."
    assert written_out(sentence) == full
    assert sum(one.partition("=")[0].strip() == short for one in PACKAGED.entries("written_out")) == 1


def test_a_user_adds_abbreviations_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "written_out.txt").write_text("pnp = penumpang\n", encoding="utf-8")
    assert written_out("Kapal itu mengangkut 120 pnp. dari Ambon.", read_lexicon(tmp_path)) == (
        "Kapal itu mengangkut 120 penumpang dari Ambon."
    )
    assert "pnp" in written_out("Kapal itu mengangkut 120 pnp. dari Ambon.")


@given(st.text(alphabet="adkltgn.s/ 0123456789,-½²⁶RpMTjrb^'", max_size=40))
def test_what_is_written_out_is_not_written_out_again(text: str) -> None:
    once = written_out(text)
    assert isinstance(once, str)
    if not any(char.isdigit() or char in "½²⁶" for char in text):
        assert written_out(once) == once
