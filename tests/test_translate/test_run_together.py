import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lexicon import PACKAGED
from translate.run_together import run_together

# Where a space was lost, "|"; the words before it stand in the text by themselves.
PARTED = [
    "Ahli di Bekasi bicara. Warga di|Bekasi|menjadi resah.",
    "Netanyahu pergi ke Israel. Kata Netanyahu|berencana pulang.",
    "Menurut Benjamin dan Israel, kubu Israel|Benjamin bertemu.",
    "Ia menemui Hasto oleh|Presiden.",
    "Kota Kupang ramai. Warga Kupang|untuk saat itu diam.",
    "Harga kedelai naik, tetapi kedelai|yang lama murah.",
]
KEPT = [
    "Aplikasi TikTok, YouTube, WhatsApp dan iPhone dipakai semua orang.",
    "Warga Kota pindah ke Kotabaru dan Bukittinggi serta Sukabumi.",
    "Ia dikutip detikBali dan kumparanNews kemarin.",
    "Kerusakan itu menggerakkan kebijakan perpajakan dan pertambangan.",
    "Tagar #IndonesiaMaju dan akun @PrabowoSubianto serta Prabowo dan Subianto.",
    "Lihat contoh.co.id/BekasiMaju atau surat ke BekasiMaju@contoh.id dari Bekasi yang Maju.",
    "Warga BeritaSatu, BeritaSatu dan BeritaSatu membaca Berita dari Satu kota.",
    "Nazar menjadi ketua; dirinya dan kotanya ramai.",
]


@pytest.mark.parametrize("line", PARTED)
def test_what_the_text_itself_makes_certain_is_parted(line: str) -> None:
    parts = line.split("|")
    expected, position = [], 0
    for part in parts[:-1]:
        position += len(part)
        expected.append(position)
    assert run_together("".join(parts), PACKAGED) == expected


@pytest.mark.parametrize("text", KEPT)
def test_names_words_and_addresses_are_kept(text: str) -> None:
    assert run_together(text, PACKAGED) == []


@given(st.text(max_size=80) | st.lists(st.sampled_from(["Bekasi", "menjadi", "yang", "di", " "])).map("".join))
def test_positions_are_in_order_and_inside_words(text: str) -> None:
    positions = run_together(text, PACKAGED)
    assert positions == sorted(set(positions))
    assert all(text[position - 1].isalpha() and text[position].isalpha() for position in positions)
