import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.segmentation import segment
from translate.sentences import Role, Sentence

SEED = Path(__file__).parents[2] / "seeds" / "000_0516dd0dd5d9d22c.txt"

WHOLE = [
    "Situs KOMPAS.com dan Detik.Com memuat kabar itu.",
    "Mereka menonton KOMPAS.TV dan membaca TEMPO.CO setiap pagi.",
    "Lamannya ada di Indonesia.go.id dan www.CONTOH.co.id untuk umum.",
    "Hubungi redaksi@contoh.co.id atau buka https://contoh.co.id/a.b/c?x=1.2 segera.",
    "Kantornya di Jl.Sudirman dekat stasiun.",
    "Menteri Negara A.M.Fatwa hadir kemarin.",
    "Pusat pelatihan George P. Shultz berada di Virginia.",
    "Cendekiawan itu bernama M. Quraish Shihab.",
    "Beliau menemui K.H. Ahmad Dahlan.",
    "Kartini (R.A. Kartini) lahir di Jepara.",
    "Ketua adat H. Abdul Rahman wafat.",
    "Rektor Prof. Dr. Ir. Budi Hartono membuka acara.",
    "Budi Santoso, M.Hum. mengajar di sana.",
    "Andi, S.H., M.H. menjadi hakim.",
    "Ia lulusan S.Pd.I. dari Malang.",
    "Dr. dr. Rina Agustina, Sp.Rad. memimpin rumah sakit.",
    "Acara dihadiri Drs. Budi, M.Si., dan Ny. Ani.",
    "Kabid Humas Brigjen Pol. Ahmad Ramadan hadir.",
    "Letjen TNI (Purn.) Suryadi datang.",
    "Komjen Pol. (Purn.) Budi Utama hadir.",
    "Saham PT. Bank Nusantara Jaya Tbk. naik lima persen.",
    "Aktor Robert Downey Jr. membintangi film itu.",
    "Surat itu a.n. Budi Santoso.",
    "Korban berinisial N. (17) dirawat di rumah sakit.",
    "Beasiswa itu dibuka untuk T.A. 2020/2021.",
    "Ia kuliah di Fak. Hukum Univ. Nusantara.",
    "Laga Persija - Persib berakhir imbang.",
    "TNI-Polri menggelar apel bersama.",
    "KM. Sinar Bahari tenggelam di Selat Sunda.",
    "M.H. Thamrin lahir di Betawi.",
    "Bupati Drs.H.Mulyono meresmikan jembatan.",
    "drg. Maya, Sp.Ort. membuka praktik.",
    "Putusan Nomor 34/Pid.B/2020/PN.Jkt.Sel dibacakan kemarin.",
    "Ia diam . . . lalu pergi.",
    "Alamat d.a. Jalan Merdeka.",
    "Kepada Yth. Bapak Kepala Dinas.",
    "Kel. Menteng, Kec. Menteng, Jakarta.",
    "Harganya Rp1.500.000,00 per unit.",
    "Harganya Rp. 500 ribu saja.",
    "Rapat mulai pukul 19.30 WIB di kantor.",
    "Gempa terjadi pukul 11.44.14 WIB.",
    "Rumah No.5 kosong sejak lama.",
    "Perkara No. 34 disidangkan.",
    "Lihat Pasal. 5 ayat 2.",
    "Hal itu diatur dalam Peraturan No. XI. B. 02 tahun lalu.",
    "Bandara Sultan Syarif Kasim (SSK. II) ramai.",
    "Ia dirawat di RS. Santo Yusup sejak Senin.",
    "Warga RT. 05 RW. 02 mengungsi.",
    "Edisi ke-10, vol. 3, hlm. 45.",
    "Penyakit itu (lihat hal. 7) menular.",
    "Versi 2.1.3 dirilis kemarin.",
    "Skor akhir 2-1 untuk Persib.",
    "Suhu mencapai 36.5 derajat.",
    "Tgl. 5 Mei 2020 ia lahir.",
    "Ia membeli apel, jeruk, dll. di pasar.",
    "1. Siapkan bahan makanan.",
    "a. Siapkan bahan makanan.",
    "Ia berkata... lalu pergi.",
    "Grup Yahoo! Indonesia ditutup.",
    'Film "Ada Apa dengan Hujan?" tayang lagi.',
    'Ia menyebut "Ini penting!" berkali-kali.',
    '"Saya setuju," kata Budi.',
    '"Saya setuju." ujarnya.',
    '"Saya setuju,"ujarnya.',
    "“Saya setuju.” tutur Ani.",
    '"Saya setuju." Kata Budi.',
    '"Saya setuju!" kata Budi.',
    '"Kapan datang?" tanya Ani.',
    '"Saya setuju", ujarnya dalam rapat.',
]

# One sentence a column; read with a space between them and without.
SEVERAL = [
    "Rapat selesai pada Minggu (30/4).|Penasehat hadir.",
    "Rapat mulai pukul 19.30 WIB.|Ketua datang.",
    'Ia mendorong "dialog."|"Perjanjian itu penting," kata Budi.',
    'Mereka menyambut "kami senang."|Hubungan itu baik.',
    'Ia meyakini "damai itu abadi."|Menteri mengatakan hal lain.',
    '"Saya tidak tahu.|Tanya dia," kata Budi.|Ia pergi.',
    "“Saya tidak tahu.|Tanya dia,” kata Budi.|Ia pergi.",
    '"Kami siap.|Semua aman,"ujarnya.|Ia lega.',
    'Kata dia, "Saya lelah."|Ia tidur.',
    "Wortel mengandung vitamin A.|Lalu ia tidur.",
    "Ia lahir 1441 H.|Ayahnya petani.",
    "Ia bergelar M.Si.|Adiknya juga.",
    "Ia ditangani dokter Sp.OT.|Operasi berhasil.",
    "Ia membeli apel, jeruk, dll.|Ibunya memasak.",
    "Jumlahnya 5,4 SR.|Namun keadaan aman.",
    "Laju layarnya 120 Hz.|Dari sana terlihat jelas.",
    "Produksi naik pada kuartal I.|Dengan itu laba naik.",
    "Apa kabar?|Baik!|Syukurlah...|Kita mulai.",
    "Ia pergi.|(Ibunya ikut.|Ayahnya tidak.)|Mereka pulang.",
    "Ia tinggal di sekitarnya.|Kompas.com melaporkan hal itu.",
    "“Benarkah?”|Ia ragu.",
    "Itu rekayasa gen.|Ilmuwan setuju.",
    "Namanya menjadi Rina Wati, S.Psi.|Ia membuka praktik.",
    "Mahasiswa itu berinisial F.|Polisi memeriksanya.",
    "Perkara itu bernomor 50/PUU-XXII/2024.|Hakim menolaknya.",
    "Laba naik pada kuartal I.|Sahamnya ikut naik.",
    "Ia memakai Windows 3.1.|Pemiliknya setuju.",
    "Ia ketua RT.|Warga setuju.",
    "Pemiliknya Nusantara Corp.|Rencana penjualan itu benar.",
    "Bukunya tiga bab.|Pembaca suka.",
    "Buka https://contoh.co.id/berita.|Kemudian daftar di sana.",
]

ROLES = [
    ("Jakarta (ANTARA) - Hujan turun.", "dateline:Jakarta (ANTARA) -|body:Hujan turun."),
    ("JAKARTA, KOMPAS.com – Hujan turun.", "dateline:JAKARTA, KOMPAS.com –|body:Hujan turun."),
    ("KOMPAS.com- Hujan turun.", "dateline:KOMPAS.com-|body:Hujan turun."),
    ("Jakarta, CNN Indonesia -- Hujan turun.", "dateline:Jakarta, CNN Indonesia --|body:Hujan turun."),
    ("TEMPO.CO, Jakarta - Hujan turun.", "dateline:TEMPO.CO, Jakarta -|body:Hujan turun."),
    ("Liputan6.com, Jakarta - Hujan turun.", "dateline:Liputan6.com, Jakarta -|body:Hujan turun."),
    ("REPUBLIKA.CO.ID, JAKARTA -- Hujan turun.", "dateline:REPUBLIKA.CO.ID, JAKARTA --|body:Hujan turun."),
    ("KONTAN.CO.ID - JAKARTA. Hujan turun.", "dateline:KONTAN.CO.ID - JAKARTA.|body:Hujan turun."),
    ("Bisnis.com, JAKARTA — Hujan turun.", "dateline:Bisnis.com, JAKARTA —|body:Hujan turun."),
    ("jpnn.com, JAKARTA - Hujan turun.", "dateline:jpnn.com, JAKARTA -|body:Hujan turun."),
    ("TRIBUNNEWS.COM, MEDAN - Hujan turun.", "dateline:TRIBUNNEWS.COM, MEDAN -|body:Hujan turun."),
    ("VIVA – Hujan turun.", "dateline:VIVA –|body:Hujan turun."),
    ("JAKARTA - Hujan turun.", "dateline:JAKARTA -|body:Hujan turun."),
    ("Jakarta - Hujan turun.", "dateline:Jakarta -|body:Hujan turun."),
    (
        "Hujan turun. Baca juga: Warga Diminta Waspada Banjir Menurut petugas, air naik.",
        "body:Hujan turun.|related:Baca juga: Warga Diminta Waspada Banjir|body:Menurut petugas, air naik.",
    ),
    (
        "Hujan turun.Baca juga: Warga Diminta Waspada BanjirMenurut petugas, air naik.",
        "body:Hujan turun.|related:Baca juga: Warga Diminta Waspada Banjir|body:Menurut petugas, air naik.",
    ),
    (
        "Hujan turun. Simak juga: Banjir Datang Lagi\nAir naik.",
        "body:Hujan turun.|related:Simak juga: Banjir Datang Lagi|body:Air naik.",
    ),
    (
        "Hujan turun. Simak juga: Mengapa Kota Banjir? Air naik pada malam hari.",
        "body:Hujan turun.|related:Simak juga: Mengapa Kota Banjir?|body:Air naik pada malam hari.",
    ),
    ("Wartawan: Apa rencana Anda? Budi: Pulang.", "body:Wartawan: Apa rencana Anda?|body:Budi: Pulang."),
    (
        "Hujan turun. Baca juga: Pohon Tumbang Timpa Rumah Warga Kapolsek Muncar Kompol Budi mengatakan, warga aman.",
        "body:Hujan turun.|related:Baca juga: Pohon Tumbang Timpa Rumah Warga"
        "|body:Kapolsek Muncar Kompol Budi mengatakan, warga aman.",
    ),
    (
        "Hujan turun.\nBaca juga: Mengapa Kota Banjir? Ini Sebabnya Menurut Pakar\nAir naik.",
        "body:Hujan turun.|related:Baca juga: Mengapa Kota Banjir? Ini Sebabnya Menurut Pakar|body:Air naik.",
    ),
    (
        "Hujan turun. Baca juga: Warga Siap Hadapi BanjirBPBD menyebut air naik sejak pagi.",
        "body:Hujan turun.|related:Baca juga: Warga Siap Hadapi Banjir|body:BPBD menyebut air naik sejak pagi.",
    ),
    (
        "Berita lainnya yang banyak dibaca adalah soal banjir.",
        "body:Berita lainnya yang banyak dibaca adalah soal banjir.",
    ),
    (
        "Hujan turun. Sasaran dan Tujuan Kegiatan Baca juga: Banjir Datang Lagi\nAir naik.",
        "body:Hujan turun.|headline:Sasaran dan Tujuan Kegiatan|related:Baca juga: Banjir Datang Lagi|body:Air naik.",
    ),
    (
        "Hujan turun.\nPemeriksaan Fakta\nDisadur dari artikel Kompas.com\n"
        "Tim pemeriksa menelusuri gambar itu dan tidak menemukan bukti apa pun.",
        "body:Hujan turun.|headline:Pemeriksaan Fakta|credit:Disadur dari artikel Kompas.com"
        "|body:Tim pemeriksa menelusuri gambar itu dan tidak menemukan bukti apa pun.",
    ),
    (
        "Hujan turun.\nPelatih: Budi Santoso\nPara pemain berlatih di lapangan itu setiap pagi sampai siang.",
        "body:Hujan turun.|body:Pelatih: Budi Santoso"
        "|body:Para pemain berlatih di lapangan itu setiap pagi sampai siang.",
    ),
    (
        "Hujan turun.\nLihat Video 'Banjir Datang Lagi':\n[Gambas:Video 20detik]",
        "body:Hujan turun.|related:Lihat Video 'Banjir Datang Lagi':|boilerplate:[Gambas:Video 20detik]",
    ),
    (
        "Hujan turun.\nSimak Video Warga Berjibaku Lawan Banjir\n[Gambas:Video 20detik]",
        "body:Hujan turun.|related:Simak Video Warga Berjibaku Lawan Banjir|boilerplate:[Gambas:Video 20detik]",
    ),
    (
        "Hujan turun. Pewarta: Budi Santoso Editor: Ani Copyright © ANTARA 2025",
        "body:Hujan turun.|credit:Pewarta: Budi Santoso|credit:Editor: Ani|credit:Copyright © ANTARA 2025",
    ),
    ("Hujan turun.Sumber: Anadolu", "body:Hujan turun.|credit:Sumber: Anadolu"),
    ("Hujan turun. (abc/def)", "body:Hujan turun.|credit:(abc/def)"),
    ("Hujan turun (abc/def)", "body:Hujan turun|credit:(abc/def)"),
    ("Hujan turun.(*)", "body:Hujan turun.|credit:(*)"),
    (
        "Hujan turun. Artikel ini telah tayang di Kompas.com dengan judul Hujan? Awas",
        "body:Hujan turun.|credit:Artikel ini telah tayang di Kompas.com dengan judul Hujan? Awas",
    ),
    ("Hujan turun.\n[Gambas:Video CNN]", "body:Hujan turun.|boilerplate:[Gambas:Video CNN]"),
    (
        "Hujan turun.\nADVERTISEMENT\nSCROLL TO CONTINUE WITH CONTENT\nAir naik.",
        "body:Hujan turun.|boilerplate:ADVERTISEMENT|boilerplate:SCROLL TO CONTINUE WITH CONTENT|body:Air naik.",
    ),
    (
        "Hujan turun. Dapatkan update berita setiap hari dari Kompas.com.",
        "body:Hujan turun.|boilerplate:Dapatkan update berita setiap hari dari Kompas.com.",
    ),
    (
        'Air naik. Ia menonton laga itu, dan\n"Kami senang," kata Budi.',
        'body:Air naik.|body:Ia menonton laga itu, dan|body:"Kami senang," kata Budi.',
    ),
    ("Hujan turun. Halaman selanjutnya", "body:Hujan turun.|boilerplate:Halaman selanjutnya"),
    ("date 2023-05 Hujan turun.", "metadata:date 2023-05|body:Hujan turun."),
    ("Banjir Melanda Kota\n\nHujan turun.", "headline:Banjir Melanda Kota|body:Hujan turun."),
    (
        "Hujan turun sejak pagi. Warga diminta waspada Namun, air tetap naik.",
        "body:Hujan turun sejak pagi.|headline:Warga diminta waspada|body:Namun, air tetap naik.",
    ),
    (
        'Anggaran dibahas lagi "Sisanya akan kami bayar dari kas daerah tahun depan," kata Budi.',
        'headline:Anggaran dibahas lagi|body:"Sisanya akan kami bayar dari kas daerah tahun depan," kata Budi.',
    ),
    (
        'Ia menegaskan "Sisanya akan kami bayar dari kas daerah tahun depan," ujarnya.',
        'body:Ia menegaskan "Sisanya akan kami bayar dari kas daerah tahun depan," ujarnya.',
    ),
    (
        "Hujan turun.\n2. Cara merawat selokanWarga membersihkan selokan tiap pekan.",
        "body:Hujan turun.|headline:2. Cara merawat selokan|body:Warga membersihkan selokan tiap pekan.",
    ),
    (
        "Hujan turun.1. Warga Robohkan Tembok TuaPetugas datang pada sore hari. Air naik.2. Tanggul Kota "
        "Diperbaiki LagiBupati meninjau tanggul itu. Warga senang.",
        "body:Hujan turun.|headline:1. Warga Robohkan Tembok Tua|body:Petugas datang pada sore hari.|body:Air naik."
        "|headline:2. Tanggul Kota Diperbaiki Lagi|body:Bupati meninjau tanggul itu.|body:Warga senang.",
    ),
    (
        "Simak daftar dari laman itu.5 Sayuran yang Mudah Ditanam1. KangkungTanaman ini cepat tumbuh. Semua Tanaman "
        "perlu air.",
        "body:Simak daftar dari laman itu.|headline:5 Sayuran yang Mudah Ditanam|headline:1. Kangkung"
        "|body:Tanaman ini cepat tumbuh.|body:Semua Tanaman perlu air.",
    ),
    (
        "Baca juga: Cara Membuat Rumah Tetap Sejuk 2. Tanam PohonPohon menyerap panas. Warga senang.",
        "related:Baca juga: Cara Membuat Rumah Tetap Sejuk|headline:2. Tanam Pohon|body:Pohon menyerap panas."
        "|body:Warga senang.",
    ),
    (
        "Di kelas itu kamu akan belajar:Menggambar tokoh (kucing, anjing)Menyusun alur ceritaMewarnai gambar.Ani suka.",
        "body:Di kelas itu kamu akan belajar:|body:Menggambar tokoh (kucing, anjing)|body:Menyusun alur cerita"
        "|body:Mewarnai gambar.|body:Ani suka.",
    ),
    ("Ia berkata:Kami siap pergi ke YouTube.", "body:Ia berkata:Kami siap pergi ke YouTube."),
    ("1. JavaScript adalah bahasa yang ramai dipakai.", "body:1. JavaScript adalah bahasa yang ramai dipakai."),
    (
        "Baca juga: Motor Raib di Kota Tua, Suami Korban Lapor Polisi Korban, yang bekerja di pasar, sudah pulang.",
        "related:Baca juga: Motor Raib di Kota Tua, Suami Korban Lapor Polisi"
        "|body:Korban, yang bekerja di pasar, sudah pulang.",
    ),
    (
        "Harga Beras Terus NaikSelain itu, pedagang mengeluh.",
        "headline:Harga Beras Terus Naik|body:Selain itu, pedagang mengeluh.",
    ),
    (
        "Menteri Sosial di KotaTangerang Selatan hadir.",
        "body:Menteri Sosial di Kota Tangerang Selatan hadir.",
    ),
    (
        "Air naik,” ucapnyaSementara itu, hujan turun.",
        "body:Air naik,” ucapnya|body:Sementara itu, hujan turun.",
    ),
    ("Peserta: a. Dodi b. Rina c. Sari", "body:Peserta:|body:a. Dodi|body:b. Rina|body:c. Sari"),
    (
        "Polisi menyita: 1) pisau; 2) ponsel; 3) uang.",
        "body:Polisi menyita:|body:1) pisau;|body:2) ponsel;|body:3) uang.",
    ),
    (
        "Hujan turun. (Baca juga: Banjir Datang Lagi) Air naik.",
        "body:Hujan turun.|related:(Baca juga: Banjir Datang Lagi)|body:Air naik.",
    ),
    (
        "Hujan turun. Lihat juga: Daftar Wilayah Rawan Banjir Air naik dua meter dalam semalam.",
        "body:Hujan turun.|related:Lihat juga: Daftar Wilayah Rawan Banjir|body:Air naik dua meter dalam semalam.",
    ),
    (
        "Daftar barang: 1. Beras merah 2. Gula pasir 3. Kopi bubuk",
        "body:Daftar barang:|body:1. Beras merah|body:2. Gula pasir|body:3. Kopi bubuk",
    ),
    (
        "Hujan turun. Baca Juga Meski begitu, warga tenang.",
        "body:Hujan turun.|related:Baca Juga|body:Meski begitu, warga tenang.",
    ),
    (
        "Hujan turun.\nBaca Juga:\nBanjir Datang Lagi\nAir naik.",
        "body:Hujan turun.|related:Baca Juga:\nBanjir Datang Lagi|body:Air naik.",
    ),
    (
        "Hujan turun.\nBaca Juga\nHarga Beras Naik Lagi di Tiga Kota\nPetani Cabai Gagal Panen\nAir naik.",
        "body:Hujan turun.|related:Baca Juga\nHarga Beras Naik Lagi di Tiga Kota|related:Petani Cabai Gagal Panen"
        "|body:Air naik.",
    ),
    (
        "Hujan turun.\nBaca Juga\nPetugas menutup jalan itu sejak pagi.",
        "body:Hujan turun.|related:Baca Juga|body:Petugas menutup jalan itu sejak pagi.",
    ),
    (
        "Hujan turun.\nBaca Juga\nRencana Perbaikan Tanggul Kota\n"
        "Petugas menutup jalan itu sejak pagi dan memasang karung pasir di tepinya.",
        "body:Hujan turun.|related:Baca Juga|headline:Rencana Perbaikan Tanggul Kota"
        "|body:Petugas menutup jalan itu sejak pagi dan memasang karung pasir di tepinya.",
    ),
    (
        "Hujan turun.\nBaca juga:\nHarga Beras Naik Lagi, Apa Sebabnya?\nAir naik.",
        "body:Hujan turun.|related:Baca juga:\nHarga Beras Naik Lagi, Apa Sebabnya?|body:Air naik.",
    ),
    (
        "Hujan turun.\nBaca juga:\nHalaman selanjutnya\nAir naik.",
        "body:Hujan turun.|related:Baca juga:|boilerplate:Halaman selanjutnya|body:Air naik.",
    ),
    (
        "Hujan turun.\n\nSource:\n\n\nRina Wati\n\nVia:\n\nAni Lestari",
        "body:Hujan turun.|credit:Source:\n\n\nRina Wati|credit:Via:\n\nAni Lestari",
    ),
    (
        'Kata dia, "Kami siap."Rina Wati dan Ani Lestari berkontribusi dalam penulisan artikel ini.',
        'body:Kata dia, "Kami siap."|credit:Rina Wati dan Ani Lestari berkontribusi dalam penulisan artikel ini.',
    ),
    (
        "Ia membantah. (Baca wawancara Rina Wati: Kami Tidak Gentar)Memang, ia sering diam.",
        "body:Ia membantah.|related:(Baca wawancara Rina Wati: Kami Tidak Gentar)|body:Memang, ia sering diam.",
    ),
    ("Harganya naik (Lihat Tabel 3).Ia rugi.", "body:Harganya naik (Lihat Tabel 3).|body:Ia rugi."),
    ("Hujan turun di\nkota itu.", "body:Hujan turun di\nkota itu."),
    ("Rokan Hulu\n-\nHujan turun.", "dateline:Rokan Hulu\n-|body:Hujan turun."),
    ("JAKARTA– PMI menyalurkan bantuan.", "dateline:JAKARTA–|body:PMI menyalurkan bantuan."),
    ("Liputan6.com, JakartaHujan turun.", "dateline:Liputan6.com, Jakarta|body:Hujan turun."),
    (
        "Satu.\nDua.\nTiga.\nEmpat.\nMedan (ANTARA) - Hujan turun.",
        "body:Satu.|body:Dua.|body:Tiga.|body:Empat.|dateline:Medan (ANTARA) -|body:Hujan turun.",
    ),
    (
        "Warga Bekasi,\nSiti Aminah\n, mengungsi ke\nPosko Utama\n.",
        "body:Warga Bekasi,\nSiti Aminah\n, mengungsi ke\nPosko Utama\n.",
    ),
    (
        "Lembaga (\nBMKG\n) memberi peringatan. Warga waspada.",
        "body:Lembaga (\nBMKG\n) memberi peringatan.|body:Warga waspada.",
    ),
    (
        "Baca juga:\nBanjir Datang Lagi\nWarga\nKota Tua\n, kata dia, siaga.",
        "related:Baca juga:\nBanjir Datang Lagi|body:Warga\nKota Tua\n, kata dia, siaga.",
    ),
    (
        "Hujan turun. Baca Juga Petugas menutup jalan itu sejak pagi. Warga memutar.",
        "body:Hujan turun.|related:Baca Juga|body:Petugas menutup jalan itu sejak pagi.|body:Warga memutar.",
    ),
    (
        "Hujan turun.\n(abc/de2)\nbanjir kota\nHujan Deras\nSelengkapnya",
        "body:Hujan turun.|credit:(abc/de2)|boilerplate:banjir kota|boilerplate:Hujan Deras|boilerplate:Selengkapnya",
    ),
    (
        "Hujan turun. (abc/def) banjir jakarta",
        "body:Hujan turun.|credit:(abc/def)|boilerplate:banjir jakarta",
    ),
    (
        "Hujan turun.\nTags:\n\nBupati Sleman\nbanjir kota\nDrs. Budi Wibowo, M.Si.\nkali jodo",
        "body:Hujan turun.|boilerplate:Tags:|boilerplate:Bupati Sleman|boilerplate:banjir kota"
        "|boilerplate:Drs. Budi Wibowo, M.Si.|boilerplate:kali jodo",
    ),
    (
        "Hujan turun.\nIkuti Whatsapp Channel Republika\nsumber : ANTARA",
        "body:Hujan turun.|boilerplate:Ikuti Whatsapp Channel Republika|credit:sumber : ANTARA",
    ),
    (
        "JAKARTA --\u00a0PT\nSari Rasa\nNusantara membuka dua gerai. Warga senang.",
        "dateline:JAKARTA --|body:PT\nSari Rasa\nNusantara membuka dua gerai.|body:Warga senang.",
    ),
    (
        "Air naik. Ia menjelaskan bahwa\n\npetugas sudah siap. Warga tenang.",
        "body:Air naik.|body:Ia menjelaskan bahwa\n\npetugas sudah siap.|body:Warga tenang.",
    ),
    (
        "Air naik.\nBaca Juga\nHarga Beras Naik Lagi di Tiga Kota\nPetani Cabai Gagal Panen\n"
        "Laporan warga itu diteruskan ke\nPolres Bogor\npada sore hari.",
        "body:Air naik.|related:Baca Juga\nHarga Beras Naik Lagi di Tiga Kota|related:Petani Cabai Gagal Panen"
        "|body:Laporan warga itu diteruskan ke\nPolres Bogor\npada sore hari.",
    ),
    ("Hujan turun.\nTags:\nbanjir", "body:Hujan turun.|boilerplate:Tags:|boilerplate:banjir"),
    (
        "Hujan turun.\nPetugas menutup jalan. (Foto: dok. Polres Bogor)\nWarga memutar.",
        "body:Hujan turun.|caption:Petugas menutup jalan.|credit:(Foto: dok. Polres Bogor)|body:Warga memutar.",
    ),
    (
        "Petugas menutup jalan. (ANTARA/HO-Polres Bogor)",
        "caption:Petugas menutup jalan.|credit:(ANTARA/HO-Polres Bogor)",
    ),
    (
        "KOMPAS.com/Budi SantosoPetugas menutup jalan, Senin (4/8/2025).",
        "credit:KOMPAS.com/Budi Santoso|caption:Petugas menutup jalan, Senin (4/8/2025).",
    ),
    (
        "KOMPAS.com/BUDI SANTOSO Warga memutar lewat jalan lain",
        "credit:KOMPAS.com/BUDI SANTOSO|caption:Warga memutar lewat jalan lain",
    ),
    ("Foto ilustrasi jalan tol\n\nHujan turun.", "caption:Foto ilustrasi jalan tol|body:Hujan turun."),
    ("Ia melihat gambar (foto kanan), lalu pergi.", "body:Ia melihat gambar (foto kanan), lalu pergi."),
    (
        "Hujan turun. Ikuti Whatsapp Channel Republikasumber : Antara",
        "body:Hujan turun.|boilerplate:Ikuti Whatsapp Channel Republika|credit:sumber : Antara",
    ),
    (
        "Hujan turun. (jpnn)Video Terpopuler Hari ini:",
        "body:Hujan turun.|credit:(jpnn)|boilerplate:Video Terpopuler Hari ini:",
    ),
    ("Hujan turun.\n(Ditulis oleh Ani Lestari)", "body:Hujan turun.|credit:(Ditulis oleh Ani Lestari)"),
    (
        "Hujan turun. [Gambas:Video 20detik] (abc/def) banjir jakarta politik",
        "body:Hujan turun.|boilerplate:[Gambas:Video 20detik]|credit:(abc/def)|boilerplate:banjir jakarta politik",
    ),
    (
        "Air sudah surut. Editor: Rina Wati\n\nWarga pulang ke rumah.",
        "body:Air sudah surut.|credit:Editor: Rina Wati|body:Warga pulang ke rumah.",
    ),
    (
        "Polisi menangkap tiga orang. Mereka dibawa ke kantor. Mengapa harga naik?\n\nHujan turun.",
        "body:Polisi menangkap tiga orang.|body:Mereka dibawa ke kantor.|body:Mengapa harga naik?|body:Hujan turun.",
    ),
    (
        "Bahan roti: 1. Tepung terigu 2. Gula pasir\n\nHujan turun.",
        "body:Bahan roti:|body:1. Tepung terigu|body:2. Gula pasir|body:Hujan turun.",
    ),
    (
        "Tembok Kota. Lebih Tinggi dari Dulu\n\nHujan turun.",
        "headline:Tembok Kota. Lebih Tinggi dari Dulu|body:Hujan turun.",
    ),
    ("Banjir Lagi! Warga Mengungsi\n\nHujan turun.", "headline:Banjir Lagi! Warga Mengungsi|body:Hujan turun."),
    (
        "Hujan turun. Baca juga: Banjir Datang Lagi Video: Detik-detik Tanggul Jebol Video: Detik-detik Tanggul Jebol "
        "(abc/def) banjir politik",
        "body:Hujan turun.|related:Baca juga: Banjir Datang Lagi|related:Video: Detik-detik Tanggul Jebol|"
        "related:Video: Detik-detik Tanggul Jebol|credit:(abc/def)|boilerplate:banjir politik",
    ),
    (
        "Hujan turun. Halaman 2 dari 3 (abc/def) banjir kota",
        "body:Hujan turun.|boilerplate:Halaman 2 dari 3|credit:(abc/def)|boilerplate:banjir kota",
    ),
    ("Halaman 2 dari 3 buku itu hilang.", "body:Halaman 2 dari 3 buku itu hilang."),
    (
        "Hujan turun. Video Warga Mengungsi Malam Hari Video Warga Mengungsi Malam Hari",
        "body:Hujan turun.|related:Video Warga Mengungsi Malam Hari|related:Video Warga Mengungsi Malam Hari",
    ),
    ("(Baca jugaBacajugaBacajuga)", "related:(Baca juga Baca juga Baca juga)"),
    ("Hujan turun. (nkmkm) banjir kota", "body:Hujan turun.|credit:(nkmkm)|boilerplate:banjir kota"),
    ("Hujan turun. (tengah) banjir kota", "body:Hujan turun.|body:(tengah) banjir kota"),
    (
        "Hujan turun. Baca juga: Banjir Datang Lagi di Kota Tua (abc/def) banjir",
        "body:Hujan turun.|related:Baca juga: Banjir Datang Lagi di Kota Tua|credit:(abc/def)|boilerplate:banjir",
    ),
]


def texts(article: str) -> list[str]:
    return [sentence.text for sentence in segment(article)]


@pytest.mark.parametrize("sentence", WHOLE)
def test_no_mark_inside_ends_the_sentence(sentence: str) -> None:
    assert texts(sentence) == [sentence]


@pytest.mark.parametrize("separator", [" ", "", "\n"])
@pytest.mark.parametrize("line", SEVERAL)
def test_every_sentence_is_found(line: str, separator: str) -> None:
    assert texts(separator.join(line.split("|"))) == line.split("|")


@pytest.mark.parametrize(("article", "expected"), ROLES)
def test_roles(article: str, expected: str) -> None:
    assert "|".join(f"{sentence.role}:{sentence.text}" for sentence in segment(article)) == expected


def test_the_seed_article() -> None:
    text = SEED.read_text(encoding="utf-8")
    sentences = segment(text)
    others = [(sentence.role, sentence.text) for sentence in sentences if sentence.role is not Role.BODY]
    assert others == [
        (Role.METADATA, "date 2023-05"),
        (
            Role.RELATED,
            "Baca juga: Tiga tentara Azerbaijan tewas dalam serangan oleh pasukan Armenia",
        ),
        (Role.DATELINE, "Washington (ANTARA) -"),
        (Role.CREDIT, "Sumber: Anadolu"),
    ]
    body = [sentence.text for sentence in sentences if sentence.role is Role.BODY]
    assert len(body) == 15
    assert body[2].endswith('"dialog lebih lanjut."')
    assert body[3].startswith('"Perjanjian yang berkelanjutan')
    assert body[7].endswith('perdamaian abadi."')
    assert body[9].startswith("Hubungan antara dua bekas republik")
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in sentences)


def test_one_stray_quotation_mark_changes_only_its_neighbourhood() -> None:
    article = (
        'Polisi menahan pelaku."Kami serius," kata Budi. "Proses berjalan. Semua aman," ujar Ani. '
        'Warga lega. Ia pulang. "Terima kasih," katanya.'
    )
    expected = set(texts(article))
    for position in range(len(article) + 1):
        found = set(texts(article[:position] + '"' + article[position:]))
        assert len(expected - found) <= 2, article[:position]


def test_entities_and_invisible_characters_stay_in_the_spans() -> None:
    raw = "\u200bIa berkata &amp;ldquo;ya&amp;rdquo;.&amp;nbsp;Lalu ia per\u00adgi."
    first, second = segment(raw)
    assert first.text == "Ia berkata “ya”."
    assert second.text == "Lalu ia pergi."
    assert_nothing_is_lost(raw, [first, second])


def test_words_run_together_are_parted_for_the_reader_alone() -> None:
    raw = "Netanyahu tiba. Lalu Netanyahuberencana pulang."
    _, second = segment(raw)
    assert second.text == "Lalu Netanyahu berencana pulang."
    assert raw[second.start : second.end] == "Lalu Netanyahuberencana pulang."


def test_a_misread_character_leaves_no_white_space_at_an_edge() -> None:
    assert_nothing_is_lost("à\x85A", segment("à\x85A"))


def assert_nothing_is_lost(text: str, sentences: list[Sentence]) -> None:
    position = 0
    for sentence in sentences:
        assert sentence.start < sentence.end
        assert not text[position : sentence.start].strip()
        span = text[sentence.start : sentence.end]
        assert span == span.strip()
        position = sentence.end
    assert not text[position:].strip()


FRAGMENTS = st.sampled_from(
    [
        *" \n.!?\"“”'()…,:-",
        *("Ia", "kata", "Budi", "1.", "2. ", "H.", "dll.", "KOMPAS.com", "Namun, ia", "• ", "&quot;"),
        *("Baca juga: ", "Editor: ", "(abc/def)", "Jakarta (ANTARA) - ", "date 2023-05"),
        *("\u200b", "\u00ad", "&amp;nbsp;", "\r\n", "\ufffd"),
    ]
)


@given(st.text(max_size=120) | st.lists(FRAGMENTS, max_size=40).map("".join))
def test_nothing_is_lost_whatever_the_text(text: str) -> None:
    assert_nothing_is_lost(text, segment(text))


@given(st.sampled_from(WHOLE), st.sampled_from(WHOLE))
def test_a_sentence_segmented_again_gives_itself(first: str, second: str) -> None:
    for sentence in segment(f"{first} {second}"):
        assert texts(sentence.text) == [sentence.text]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        '"',
        ".",
        ". ",
        "A.",
        "a@",
        "&amp;",
        "(",
        "Baca juga: ",
        "1. A ",
        ": - A ",
        '."A',
        "\u00ad ",
        "\n",
        "www.a.",
        "a:Ab cdefAb ",
        "Baca Juga\nAa Bb Cc Dd\n",
        "dan\nA\n",
    ],
)
def test_work_grows_with_the_length_alone(piece: str) -> None:
    # Four times the text may take four times the time; ten leaves room for a busy machine, a square would take 16.
    # Processor time, not the clock on the wall, and the best of two.
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        best = float("inf")
        for _ in range(2):
            begin = time.process_time()
            segment(text)
            best = min(best, time.process_time() - begin)
        return best

    segment(piece)
    assert seconds(16_000) < 10 * seconds(4_000) + 0.02
