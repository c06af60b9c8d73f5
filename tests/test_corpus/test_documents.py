"""Web pages: the words of a sentence stay together."""

from corpus.reading.documents import html_record


def test_times_labels_and_quotations_stay_in_their_sentences() -> None:
    """trafilatura 2.1 drops the words of <time> and <label> and ends the line at <q>."""
    filler = (
        "<p>"
        + "Warga tiga dusun di tepi sungai itu berkumpul sejak pagi untuk membahas perbaikan tanggul. " * 3
        + "</p>"
    )
    page = (
        "<html><head><title>Rapat Desa</title></head><body><article><h1>Rapat Desa</h1>"
        "<p>Rapat itu digelar pada <time datetime='2024-05-03'>Jumat (3/5)</time> di balai desa.</p>"
        "<p>Kepala dusun berkata <q>Kami <b>lega</b></q>, lalu pulang bersama <label>istrinya</label> sore itu.</p>"
        f"{filler * 6}</article></body></html>"
    )
    text = str(html_record(page)["text"])
    assert "Rapat itu digelar pada Jumat (3/5) di balai desa." in text
    assert 'Kepala dusun berkata "Kami lega", lalu pulang bersama istrinya sore itu.' in text


def test_a_date_line_outside_the_text_is_still_the_date_of_the_page() -> None:
    page = (
        "<html><body><article><h1>Rapat Desa</h1><time datetime='2024-05-03'>3 Mei 2024</time>"
        + "<p>Warga tiga dusun di tepi sungai itu berkumpul sejak pagi untuk membahas perbaikan tanggul.</p>" * 8
        + "</article></body></html>"
    )
    assert html_record(page)["date"] == "2024-05-03"
