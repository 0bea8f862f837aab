"""The words that generated people, rooms and their topics are made of."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split(",") if part.strip())


GIVEN = _words("""
    Abena, Adam, Agnes, Ahmed, Aiko, Alejandra, Alice, Amara, Amir, Ana, Anders, Andrei, Anika,
    Anton, Arjun, Astrid, Ayşe, Beatriz, Ben, Björn, Bianca, Camille, Carlos, Carmen, Chiara,
    Clara, Daniela, David, Deepa, Diego, Dmitri, Edith, Elif, Elena, Emeka, Emil, Erik, Esra,
    Eva, Fatima, Felix, Finn, Florian, Freya, Gabriel, Gita, Giulia, Hana, Hannah, Hassan, Helga,
    Hugo, Ibrahim, Ida, Ingrid, Irina, Isabel, Ivan, Jakub, James, Jana, Javier, Jin, Joana,
    João, Johan, Julia, Karim, Katarzyna, Khadija, Kofi, Kwame, Lars, Laura, Leila, Léa, Liam,
    Linh, Lucía, Luka, Mads, Magnus, Malik, Marek, Maria, Marta, Mateo, Mei, Mehmet, Mikael,
    Mina, Miriam, Mohamed, Nadia, Naomi, Nikolai, Nils, Noor, Olga, Oliver, Olivia, Oskar, Pablo,
    Paula, Pedro, Petra, Rafael, Rania, Ravi, Renata, Robin, Rosa, Samira, Sara, Sean, Selma,
    Simon, Siobhán, Stefan, Sven, Tariq, Tatiana, Thandiwe, Theo, Tuan, Ulla, Uma, Vera,
    Viktoria, Wanjiru, William, Yara, Yusuf, Zara, Zeynep, Zofia, Øyvind, Žana""")

FAMILY = _words("""
    Abebe, Adeyemi, Ahmad, Alvarez, Andersen, Asante, Bauer, Becker, Bianchi, Bondarenko, Brandt,
    Byrne, Campbell, Castro, Chen, Cohen, Costa, Çelik, Dahl, Das, Demir, Diallo, Dubois,
    Eriksen, Fernández, Ferrari, Flores, Fofana, Frank, Fujita, García, Gill, Gomes, Gupta, Haas,
    Hansen, Hoffmann, Horváth, Hughes, Ito, Ivanova, Jansen, Jensen, Johansson, Kaya, Keller,
    Khan, Kim, Koch, Kovač, Kowalski, Krüger, Kumar, Lambert, Larsen, Le Gall, Lee, Lehtonen, Li,
    Lopes, Lund, Mabaso, Marino, Mbeki, McCarthy, Mensah, Mohr, Moreau, Müller, Mutua, Nakamura,
    Ndiaye, Nguyen, Nielsen, Novák, O'Brien, Okonkwo, Olsen, Öztürk, Park, Patel, Peeters,
    Pereira, Petrov, Popescu, Ramos, Reyes, Ricci, Rossi, Roy, Sato, Schäfer, Silva, Singh, Smit,
    Sokolov, Stone, Svensson, Tanaka, Torres, Tran, Turner, Ünal, Vargas, Vega, Virtanen, Vogel,
    Walsh, Weber, Wójcik, Wong, Yamamoto, Yıldız, Young, Zhou, Zimmermann""")

FULL_NAMES = (
    *_words("""
    佐藤 美咲, 鈴木 大翔, 高橋 結衣, 王 芳, 李 伟, 陈 静, 김 서연, 박 민준, Мария Кузнецова,
    Алексей Смирнов, Ольга Шевченко, Νίκος Παπαδόπουλος, Ελένη Γεωργίου, محمد العلي, ليلى حداد,
    דנה לוי, יואב כהן, प्रिया शर्मा, राहुल वर्मा, สมชาย ใจดี"""),
    # Letters and their marks as code points of their own, as some keyboards send them.
    "Zoe\u0308 Bru\u0302le\u0301",
    "A\u030asa Bjo\u0308rk",
    "Nguye\u0302\u0303n Thu\u0300y",
)

TITLES = _words("""
    Backend engineer, Frontend engineer, Data analyst, Product manager, Designer, Support agent,
    Account manager, Warehouse lead, Route planner, Recruiter, Accountant, Security engineer,
    Site reliability engineer, Quality engineer, Office manager, Technical writer, Legal counsel,
    Sales engineer, Customs specialist, Courier coach, Researcher, Team lead, Intern""")

ZONES = _words("""
    Europe/Berlin, Europe/Paris, Europe/London, Europe/Warsaw, Europe/Madrid, Europe/Istanbul,
    Africa/Lagos, Africa/Nairobi, Africa/Johannesburg, Asia/Tokyo, Asia/Seoul, Asia/Kolkata,
    Asia/Singapore, Asia/Dubai, America/New_York, America/Chicago, America/Sao_Paulo,
    America/Los_Angeles, America/Mexico_City, Australia/Sydney""")

TEAMS = _words("""
    Accounts, Address quality, Analytics, Android, Billing, Carrier success, Checkout, Claims,
    Compliance, Cross-border, Customs, Data science, Delivery, Design system,
    Developer relations, Dispatch, Finance, Fleet, Forecasting, Fraud, Growth, Identity,
    Infrastructure, Integrations, iOS, Label printing, Last mile, Legal, Lockers, Logistics,
    Maps, Marketing, Messaging, Notifications, Observability, Onboarding, Partners, Payments,
    People, Pricing, Privacy, Procurement, Quality, Refunds, Release, Returns, Routing, Sales,
    Search, Security, Sorting, Support, Tracking, Translations, Warehouse, Web""")

PROJECTS = _words("""
    Albatross, Amber, Anchor, Atlas, Aurora, Badger, Beacon, Birch, Bluebird, Boomerang, Canary,
    Cedar, Clockwork, Compass, Coral, Cormorant, Cricket, Daybreak, Delta, Driftwood, Echo,
    Ember, Falcon, Fern, Firefly, Flint, Fjord, Gannet, Glacier, Granite, Hazel, Heron, Horizon,
    Ibis, Iris, Ivory, Jasper, Juniper, Kestrel, Kiwi, Lantern, Larch, Lighthouse, Lynx, Magpie,
    Maple, Meridian, Mistral, Monsoon, Nautilus, Nimbus, North Star, Oak, Opal, Osprey, Otter,
    Paper Crane, Pebble, Pelican, Pine, Puffin, Quartz, Quill, Raven, Rowan, Saffron, Sandpiper,
    Sequoia, Silver Fox, Skylark, Sparrow, Spruce, Starling, Swift, Tern, Thistle, Thunderbird,
    Tidewater, Topaz, Tundra, Umbrella, Velvet, Viper, Wagtail, Walnut, Wildfire, Willow, Wren,
    Yew, Zephyr""")

PLACES = _words("""
    Amsterdam, Athens, Barcelona, Basel, Belgrade, Bergen, Berlin, Bordeaux, Bratislava,
    Bruxelles, București, Budapest, Cairo, Cape Town, Chicago, Curitiba, Dakar, Delhi, Dubai,
    Dublin, Düsseldorf, Genève, Göteborg, Guadalajara, Hamburg, Hanoi, Helsinki, İstanbul,
    Jakarta, Kraków, København, Kyiv, Lagos, Leipzig, Lisboa, Ljubljana, London, Łódź, Lyon,
    Madrid, Malmö, Manchester, Medellín, Milano, Montréal, München, Nairobi, Napoli, New York,
    Nürnberg, Oslo, Paris, Porto, Praha, Reykjavík, Riga, Rotterdam, San José, Santiago,
    São Paulo, Seattle, Seoul, Sevilla, Singapore, Sofia, Stockholm, Sydney, Tallinn, Tokyo,
    Torino, Toronto, Tromsø, Utrecht, Valencia, Vilnius, Warszawa, Wien, Wrocław, Zagreb, Zürich""")

CUSTOMERS = _words("""
    Alpenbäckerei, Antikvariat Lund, Banana Bikes, Bastelladen Moser, Bergmann Optik,
    Blue Kettle, Bokhandeln, Books & Beans, Café Milano, Casa Verde, Chez Amélie, Cleverly,
    Corner Pharmacy, Dodo Toys, Elektro Huber, Fahrradhaus, Fjällräv Outdoor, Fromagerie Petit,
    Garden Gnome, Golden Thread, Green Grocer, Hammer & Nail, Happy Paws, Honest Shoes,
    Ink & Paper, Kaffeerösterei, Kleine Wolke, La Boîte, Lamp Land, Little Loom, Maison Noire,
    Mercado Sur, Moonlight Cosmetics, Nordic Wool, Old Vinyl, Olive Tree, Panda Tea,
    Papeterie Rose, Pets & Co., Pixel Store, Plant Parade, Quick Fix Parts, Red Bicycle,
    Sailor's Choice, Schuhhaus König, Señor Taco, Silk Route, Soap Works, Spice Bazaar,
    Stone & Sons, Sweet Tooth, Tea Time, The Spare Part, Tiny Trains, Tool Barn, Vino Vero,
    Wanderlust Maps, Yarn Yard, Zahnrad GmbH""")

SERVICES = _words("""
    tracking-api, notice-worker, label-store, carrier-feed, parcel-db, address-cache,
    estimate-batch, printer-gateway, back-office, route-planner, locker-hub, refund-queue,
    claims-api, price-engine, customs-forms, mail-relay, webhook-sender, image-resizer,
    search-index, session-store, export-job, import-job, rate-limiter, map-tiles, push-gateway""")

TROUBLES = _words("""
    timeouts, slow answers, duplicate labels, missing scans, wrong estimates, stuck parcels,
    a full disk, lost webhooks, double refunds, login loops, an expired certificate,
    a memory leak, stale addresses, a queue that grows, empty exports, wrong currency,
    a broken printer, unreadable barcodes, late pick-ups, a deadlock""")

THEMES = _words("""
    roadmap, stand-up, retro, planning, on-call, alerts, releases, reviews, ideas, questions,
    social, metrics, hiring, budget, onboarding, migration, experiments, bugs, docs, workshop,
    rollout, handover, offsite, translations, accessibility, performance, contracts, training,
    feedback""")

HOBBIES = _words("""
    Running club, Board games, Plants, Photography, Chess, Cooking, Climbing, Film night, Cats,
    Dogs, Cycling, Choir, Sourdough, Knitting, Football, Table tennis, Languages, Crosswords,
    Gardening, Parents, Music, Bad puns, Second-hand, Car pool, Lost & found""")

ELSEWHERE = _words("""
    配送チーム 東京, 障害対応: ラベル印刷, 物流データ分析, 新人研修 2018年度, 昼ごはん,
    追跡ページの改善, 客户支持 上海, 双十一 准备, 仓库自动化, 배송 지연 대응, 서울 물류센터,
    결제 오류 모음, Доставка Москва, Отдел качества, Вопросы и ответы, Υποστήριξη πελατών,
    فريق التوصيل دبي, دعم العملاء, تقارير الأسبوع, משלוחים תל אביב, תמיכה טכנית, डिलीवरी दिल्ली,
    ग्राहक सहायता, ทีมจัดส่ง กรุงเทพ""")

DECOMPOSED = (
    "Café du matin — Équipe".replace("é", "e\u0301").replace("É", "E\u0301"),
    "Zürich Lager".replace("ü", "u\u0308"),
    "Größenrechner".replace("ö", "o\u0308"),
    "Năm mới".replace("ă", "a\u0306").replace("ớ", "o\u031b\u0301"),
)

EMOJI = _words("""
    🚀, 🎉, 📦, 🚚, 🔥, 🐛, ☕, 🌱, 🎂, 🧪, 🛠️, 📈, 🧭, 🐙, 🏔️, 🎧, 🚨, 🗺️, 💡, 👩‍🚀, 🇯🇵, ✅""")

PURPOSES = _words("""
    Questions welcome, Announcements only, Please use threads of thought,
    Weekly summary on Fridays, Ask before you page, Notes are in the wiki, Meets Tuesdays 10:00,
    No customers' names in here, Decisions are kept below, Read the checklist first,
    Closed on weekends, Temporary: until launch, Mirrors the ticket queue,
    Links over screenshots, English please, be kind""")
