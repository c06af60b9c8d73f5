"""Two versions of a story, and another story, written for the tests of alignment."""

INDONESIAN = """Pemerintah Resmikan Pelabuhan Baru di Sorong

Sorong (ANTARA) - Pemerintah meresmikan pelabuhan baru di Sorong, Papua Barat, pada Senin (12/5). \
Pelabuhan itu dibangun selama tiga tahun dengan biaya Rp1,5 triliun. \
Menteri Perhubungan Budi Hartono mengatakan pelabuhan tersebut dapat menampung 40 kapal.
Baca juga: Harga beras naik menjelang hari raya
"Kami berharap harga barang di Papua akan turun," kata Budi. \
Ia menambahkan bahwa 2.300 pekerja telah dilatih.
Nelayan setempat menyambut baik pembukaan pelabuhan itu. \
Namun, beberapa warga khawatir air laut menjadi kotor. \
Yohanes Wanggai, seorang nelayan, meminta pemerintah menjaga terumbu karang.
Peresmian itu dihadiri gubernur dan ratusan warga.
"""

ENGLISH = """Government opens new port in Sorong

The government opened a new port in Sorong, West Papua, on Monday (May 12). The port took three years to build and \
cost Rp1.5 trillion. Transportation Minister Budi Hartono said it can hold 40 ships.
"We hope the price of goods in Papua will fall," Budi said, adding that 2,300 workers had been trained.
Subscribe to our newsletter for more stories like this one.
Local fishermen welcomed the opening of the port. But some residents fear that the sea water will become dirty. \
Yohanes Wanggai, a fisherman, asked the government to protect the coral reefs.
"""

OTHER = """Students learn to bake bread

Thirty students of a primary school in Bandung baked bread on Saturday. Their teacher said that mathematics is easier \
with flour. A mother brought butter and jam. The school plans to repeat the lesson every month. Nobody burned a finger.
"""

EXPECTED = [
    ("Pemerintah Resmikan", "Government opens"),
    ("Pemerintah meresmikan", "The government opened"),
    ("Pelabuhan itu dibangun", "The port took"),
    ("Menteri Perhubungan", "Transportation Minister"),
    ('"Kami berharap', '"We hope'),
    ("Nelayan setempat", "Local fishermen"),
    ("Namun, beberapa", "But some"),
    ("Yohanes Wanggai", "Yohanes Wanggai"),
]
"""How the linked sentences begin, in order."""
