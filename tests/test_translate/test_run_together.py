import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.lexicon import PACKAGED
from translate.segmentation import segment
from translate.segmentation.repair import RUN_TOGETHER, lost_spaces

# Where a space was lost, "|"; the words before it stand in the text by themselves.
PARTED = [
    "Ahli di Bekasi bicara. Warga di|Bekasi|menjadi resah.",
    "Netanyahu pergi ke Israel. Kata Netanyahu|berencana pulang.",
    "Menurut Benjamin dan Israel, kubu Israel|Benjamin bertemu.",
    "Ia menemui Hasto oleh|Presiden.",
    "Ia menemui Hasto oleh|PresidenMcu.",
    "Kota Kupang ramai. Warga Kupang|untuk saat itu diam.",
    "Harga kedelai naik, tetapi kedelai|yang lama murah.",
    "Ia hadir dalam|kasus itu.",
    # A known name or a verb of some length needs no other evidence.
    "Kubu Israel|Benjamin Netanyahu|berencana pulang.",
    "Pemimpin itu, Sastrowiyogo|mengatakan hal lain.",
    "Mabes TNI|menambah dua pos baru.",
    "Ketua KPU|mengaku siap.",
    "Kantor Polisi|membuka layanan malam.",
    "Surat dari Kepala Negara|Prabowo dibacakan.",
    "Lagu itu dibawakan penyanyi itu, Kartono. Adik Kartono|Wibowo menari.",
    "Kapal itu tiba dengan|penumpang lain.",
]
KEPT = [
    "Aplikasi TikTok, YouTube, WhatsApp dan iPhone dipakai semua orang.",
    "Warga Kota pindah ke Kotabaru dan Bukittinggi serta Sukabumi.",
    "Ia dikutip detikBali dan kumparanNews kemarin.",
    "Kerusakan itu menggerakkan kebijakan perpajakan dan pertambangan.",
    "Tagar #IndonesiaMaju dan akun @PrabowoSubianto serta Prabowo dan Subianto.",
    "Lihat contoh.co.id/BekasiMaju atau surat ke BekasiMaju@contoh.id dari Bekasi yang Maju.",
    "Warga BeritaSatu, BeritaSatu dan BeritaSatu membaca Berita dari Satu kota.",
    "Sepertinya sepertiga dari kebutuhan itu untukmu, dengannya dan tentangnya.",
    "Nazar menjadi ketua; dirinya dan kotanya ramai.",
    # Words that end like a verb, words with a prefix, and brands.
    "Estadio Monumental dibuka. Unit Eksperimental dan Environmental bubar. Multidimensional benar.",
    "Pemberdayaan, Keberlanjutan dan Memberdayakan warga desa itu penting. Mendingin lagi.",
    "Bus TransJakarta dan MetroTV, warga RadarBogor dan SuaraMerdeka.",
    "Interdisipliner dan Superterbatas, juga Antarmenteri.",
]


@pytest.mark.parametrize("line", PARTED)
def test_what_the_text_itself_makes_certain_is_parted(line: str) -> None:
    parts = line.split("|")
    expected, position = [], 0
    for part in parts[:-1]:
        position += len(part)
        expected.append(position)
    assert lost_spaces("".join(parts), PACKAGED).certain == tuple(expected)


@pytest.mark.parametrize("text", KEPT)
def test_names_words_and_addresses_are_kept(text: str) -> None:
    assert lost_spaces(text, PACKAGED).certain == ()


LIKELY = [
    "Hakim menolakrevisi itu.",
    "Isi PutusanHakim dibacakan.",
    "Warga ituKartono pulang.",
    "Kata Kartono, adik KartonoWigaringtyas hadir.",
    "Menteri Zonmenegaskan hal itu.",
]
UNLIKELY = [
    "Ia membuka YouTube dan TikTok di MacBook.",
    "Lembaga antarnegara dan pascabencana itu menyelidiki mikroorganisme.",
    "Ia dikutip detikBali dan detikFinance.",
    "Estadio Monumental dan Pertamini penuh. Memberdayakan desa, Multidimensional.",
    "Peristiwa itu tidak menyenangkan, padahal sebelumnya menjanjikan.",
]


@pytest.mark.parametrize("text", LIKELY)
def test_what_is_likely_but_not_certain_stays_whole_and_is_flagged(text: str) -> None:
    lost = lost_spaces(text, PACKAGED)
    assert lost.certain == ()
    assert len(lost.likely) == 1
    (sentence,) = segment(text)
    assert (sentence.text, sentence.flags) == (text, (RUN_TOGETHER,))


@pytest.mark.parametrize("text", [*UNLIKELY, *KEPT])
def test_brands_names_and_prefixed_words_are_not_flagged(text: str) -> None:
    assert lost_spaces(text, PACKAGED).likely == ()


def test_the_flag_stands_on_the_sentence_of_the_word_alone_after_joints_too() -> None:
    text = "Ahli di Bekasi bicara. Warga diBekasimenjadi resah. Hakim menolakrevisi itu. Ia pulang."
    assert [(sentence.text, sentence.flags) for sentence in segment(text)] == [
        ("Ahli di Bekasi bicara.", ()),
        ("Warga di Bekasi menjadi resah.", ()),
        ("Hakim menolakrevisi itu.", (RUN_TOGETHER,)),
        ("Ia pulang.", ()),
    ]


@given(st.text(max_size=80) | st.lists(st.sampled_from(["Bekasi", "menjadi", "yang", "di", " "])).map("".join))
def test_positions_are_in_order_and_inside_words(text: str) -> None:
    lost = lost_spaces(text, PACKAGED)
    assert list(lost.likely) == sorted(set(lost.likely))
    positions = list(lost.certain)
    assert positions == sorted(set(positions))
    assert all(text[position - 1].isalpha() and text[position].isalpha() for position in positions)
