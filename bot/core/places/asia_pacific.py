"""Asia, Australia and the Pacific: each country with its zones and cities (see `bot.core.places`)."""

TEXT = """\
Afghanistan | Asia/Kabul: Kabul 46
American Samoa | Pacific/Pago_Pago: Pago Pago
Antarctica | Antarctica/McMurdo: McMurdo | Antarctica/Casey: Casey | Antarctica/Davis: Davis |
 Antarctica/DumontDUrville: DumontDUrville | Antarctica/Mawson: Mawson | Antarctica/Palmer: Palmer |
 Antarctica/Rothera: Rothera | Antarctica/Syowa: Syowa | Antarctica/Troll: Troll | Antarctica/Vostok: Vostok
Armenia | Asia/Yerevan: Yerevan 11
Australia | Australia/Sydney: Sydney 51, Canberra 5, Newcastle (Australia) 5, Wollongong 3, New South Wales |
 Australia/Lord_Howe: Lord Howe | Antarctica/Macquarie: Macquarie | Australia/Hobart: Hobart 2, Tasmania |
 Australia/Melbourne: Melbourne 52, Geelong 3 | Australia/Broken_Hill: Broken Hill | Australia/Brisbane: Brisbane 25,
 Gold Coast 7, Cairns 2, Queensland | Australia/Lindeman: Lindeman | Australia/Adelaide: Adelaide 14, South Australia
 | Australia/Darwin: Darwin 1, Northern Territory | Australia/Perth: Perth 21, Western Australia | Australia/Eucla:
 Eucla
Azerbaijan | Asia/Baku: Baku 24
Bahrain | Asia/Bahrain: Manama 7
Bangladesh | Asia/Dhaka: Dhaka 232, Chittagong 54
Bhutan | Asia/Thimphu: Thimphu 1
British Indian Ocean Territory | Indian/Chagos: Chagos
Brunei | Asia/Brunei: Brunei
Cambodia | Asia/Phnom_Penh: Phnom Penh 23
China, Zhongguo | Asia/Shanghai: Shanghai 287, Beijing 218, Guangzhou 141, Shenzhen 130, Chongqing 174, Chengdu 96,
 Wuhan 87, Tianjin 142, Nanjing 97, Xi'an 85, Hangzhou 82 | Asia/Urumqi: Ürümqi 47
Christmas Island | Indian/Christmas: Christmas
Cocos (Keeling) Islands | Indian/Cocos: Cocos
Cook Islands | Pacific/Rarotonga: Rarotonga
Cyprus | Asia/Nicosia: Nicosia 3, Limassol 2 | Asia/Famagusta: Famagusta
East Timor, Timor-Leste | Asia/Dili: Dili
Fiji | Pacific/Fiji: Suva 2
French Polynesia | Pacific/Tahiti: Papeete 1, Tahiti 2 | Pacific/Marquesas: Marquesas | Pacific/Gambier: Gambier
French Southern Territories | Indian/Kerguelen: Kerguelen
Georgia | Asia/Tbilisi: Tbilisi 11
Guam | Pacific/Guam: Guam 2
Hong Kong | Asia/Hong_Kong: Hong Kong 77
India, Bharat | Asia/Kolkata: Delhi 329, Mumbai 213, Kolkata 153, Bengaluru 136, Chennai 118, Hyderabad 108, Ahmedabad
 87, Pune 72, Surat 81, Jaipur 42, Lucknow 39, Kochi 34, Bombay 212, Calcutta 152, Bangalore 135, Madras 117, New
 Delhi 328
Indonesia | Asia/Jakarta: Jakarta 112, Bandung 26, Surabaya 30, Medan 24 | Asia/Pontianak: Pontianak 7 |
 Asia/Makassar: Makassar 16, Denpasar 7, Bali 8 | Asia/Jayapura: Jayapura 4
Iran | Asia/Tehran: Tehran 95, Mashhad 33, Isfahan 22
Iraq | Asia/Baghdad: Baghdad 75, Basra 14, Erbil 9
Israel | Asia/Jerusalem: Jerusalem 10, Tel Aviv 43, Haifa 11
Japan, Nippon, Nihon | Asia/Tokyo: Tokyo 372, Osaka 191, Nagoya 95, Fukuoka 55, Sapporo 27, Kyoto 15, Yokohama 37,
 Kobe 15
Jordan | Asia/Amman: Amman 22
Kazakhstan | Asia/Almaty: Almaty 20, Astana 13, Shymkent 11 | Asia/Qyzylorda: Qyzylorda | Asia/Qostanay: Qostanay |
 Asia/Aqtobe: Aqtobe | Asia/Aqtau: Aqtau | Asia/Atyrau: Atyrau | Asia/Oral: Oral
Kiribati | Pacific/Tarawa: Tarawa | Pacific/Kanton: Kanton | Pacific/Kiritimati: Kiritimati
Kuwait | Asia/Kuwait: Kuwait City 32
Kyrgyzstan | Asia/Bishkek: Bishkek 11
Laos | Asia/Vientiane: Vientiane 7
Lebanon, Liban | Asia/Beirut: Beirut 24
Macau, Macao | Asia/Macau: Macau 6
Malaysia | Asia/Kuala_Lumpur: Kuala Lumpur 86, Penang 8, Johor Bahru 10 | Asia/Kuching: Kuching 6, Kota Kinabalu 5
Maldives | Indian/Maldives: Malé 2
Marshall Islands | Pacific/Majuro: Majuro | Pacific/Kwajalein: Kwajalein
Micronesia | Pacific/Chuuk: Chuuk | Pacific/Pohnpei: Pohnpei | Pacific/Kosrae: Kosrae
Mongolia | Asia/Ulaanbaatar: Ulaanbaatar 17 | Asia/Hovd: Hovd
Myanmar, Burma | Asia/Yangon: Yangon 56, Mandalay 15
Nauru | Pacific/Nauru: Nauru
Nepal | Asia/Kathmandu: Kathmandu 16
New Caledonia | Pacific/Noumea: Nouméa 2
New Zealand, Aotearoa | Pacific/Auckland: Auckland 17, Wellington 4, Christchurch 4 | Pacific/Chatham: Chatham Islands
Niue | Pacific/Niue: Niue
Norfolk Island | Pacific/Norfolk: Norfolk
North Korea | Asia/Pyongyang: Pyongyang 31
Northern Mariana Islands | Pacific/Saipan: Saipan
Oman | Asia/Muscat: Muscat 16
Pakistan | Asia/Karachi: Karachi 172, Lahore 139, Faisalabad 37, Islamabad 12, Rawalpindi 24
Palau | Pacific/Palau: Palau
Palestine | Asia/Gaza: Gaza 8 | Asia/Hebron: Hebron 7, Ramallah 3
Papua New Guinea | Pacific/Port_Moresby: Port Moresby 4 | Pacific/Bougainville: Bougainville
Philippines, Pilipinas | Asia/Manila: Manila 147, Quezon City 29, Cebu 10, Davao 19
Pitcairn | Pacific/Pitcairn: Pitcairn
Qatar | Asia/Qatar: Doha 24
Samoa | Pacific/Apia: Apia 1
Saudi Arabia, KSA | Asia/Riyadh: Riyadh 76, Jeddah 48, Mecca 21
Singapore | Asia/Singapore: Singapore 60
Solomon Islands | Pacific/Guadalcanal: Guadalcanal
South Korea, Korea | Asia/Seoul: Seoul 100, Busan 35, Incheon 28, Daegu 22
Sri Lanka | Asia/Colombo: Colombo 6
Syria | Asia/Damascus: Damascus 25, Aleppo 20
Taiwan | Asia/Taipei: Taipei 27, Kaohsiung 16, Taichung 14
Tajikistan | Asia/Dushanbe: Dushanbe 10
Thailand | Asia/Bangkok: Bangkok 111, Chiang Mai 12
Tokelau | Pacific/Fakaofo: Fakaofo
Tonga | Pacific/Tongatapu: Nukuʻalofa 1
Turkmenistan | Asia/Ashgabat: Ashgabat 9
Tuvalu | Pacific/Funafuti: Funafuti
US outlying islands | Pacific/Midway: Midway | Pacific/Wake: Wake
United Arab Emirates, UAE, Emirates | Asia/Dubai: Dubai 35, Abu Dhabi 15, Sharjah 17
Uzbekistan | Asia/Samarkand: Samarkand 6 | Asia/Tashkent: Tashkent 26
Vanuatu | Pacific/Efate: Efate
Vietnam, Viet Nam | Asia/Ho_Chi_Minh: Ho Chi Minh City 93, Hanoi 53, Da Nang 12, Saigon 92
Wallis and Futuna | Pacific/Wallis: Wallis
Yemen | Asia/Aden: Sanaa 32, Aden 10
"""
