"""Europe and Africa: each country with its zones and cities (see `bot.core.places`)."""

TEXT = """\
Albania, Shqipëria | Europe/Tirane: Tirana 9
Algeria, Algérie | Africa/Algiers: Algiers 28, Oran 9
Andorra | Europe/Andorra: Andorra
Angola | Africa/Luanda: Luanda 90
Austria, Österreich | Europe/Vienna: Vienna 29, Wien 28, Graz 6, Linz 5, Salzburg 4, Innsbruck 3
Belarus | Europe/Minsk: Minsk 20, Gomel 5
Belgium, België, Belgique | Europe/Brussels: Brussels 21, Antwerp 11, Ghent 6, Liège 7
Benin | Africa/Porto-Novo: Cotonou 7, Porto-Novo 3
Bosnia and Herzegovina | Europe/Sarajevo: Sarajevo 5
Botswana | Africa/Gaborone: Gaborone 3
Bulgaria | Europe/Sofia: Sofia 15, Plovdiv 5, Varna 4
Burkina Faso | Africa/Ouagadougou: Ouagadougou 31
Burundi | Africa/Bujumbura: Bujumbura
Cameroon | Africa/Douala: Douala 39, Yaoundé 43
Cape Verde, Cabo Verde | Atlantic/Cape_Verde: Cape Verde
Central African Republic | Africa/Bangui: Bangui
Chad | Africa/Ndjamena: N'Djamena 15
Comoros | Indian/Comoro: Comoro
Congo, Congo (Brazzaville) | Africa/Brazzaville: Brazzaville 25
Croatia, Hrvatska | Europe/Zagreb: Zagreb 8, Split 3
Czechia, Czech Republic, Česko | Europe/Prague: Prague 23, Brno 7, Ostrava 5
DR Congo, Congo (Kinshasa) | Africa/Kinshasa: Kinshasa 156 | Africa/Lubumbashi: Lubumbashi 27
Denmark, Danmark | Europe/Copenhagen: Copenhagen 14, Aarhus 3, Odense 2
Djibouti | Africa/Djibouti: Djibouti
Egypt, Misr | Africa/Cairo: Cairo 216, Alexandria 54
Equatorial Guinea | Africa/Malabo: Malabo
Eritrea | Africa/Asmara: Asmara
Estonia, Eesti | Europe/Tallinn: Tallinn 6, Tartu 1
Eswatini, Swaziland | Africa/Mbabane: Mbabane
Ethiopia | Africa/Addis_Ababa: Addis Ababa 52
Faroe Islands | Atlantic/Faroe: Faroe
Finland, Suomi | Europe/Helsinki: Helsinki 15, Tampere 4, Turku 3
France | Europe/Paris: Paris 112, Lyon 23, Marseille 19, Toulouse 15, Lille 15, Bordeaux 14, Nice 10, Nantes 10,
 Strasbourg 9, Rennes 8
Gabon | Africa/Libreville: Libreville
Gambia | Africa/Banjul: Banjul
Germany, Deutschland | Europe/Berlin: Berlin 47, Hamburg 33, Munich 29, Cologne 21, Frankfurt 27, Stuttgart 27,
 Düsseldorf 15, Leipzig 10, Dortmund 6, Essen 6, Bremen 6, Dresden 6, Hanover 11, Nuremberg 8, München 28, Köln 20
Ghana | Africa/Accra: Accra 27, Kumasi 36
Gibraltar | Europe/Gibraltar: Gibraltar
Greece, Ellada, Hellas | Europe/Athens: Athens 36, Thessaloniki 11
Guernsey | Europe/Guernsey: Guernsey
Guinea | Africa/Conakry: Conakry 20
Guinea-Bissau | Africa/Bissau: Bissau
Hungary, Magyarország | Europe/Budapest: Budapest 30, Debrecen 2
Iceland, Ísland | Atlantic/Reykjavik: Reykjavik 2
Ireland, Éire | Europe/Dublin: Dublin 15, Cork 3, Galway 1, Limerick 1
Isle of Man | Europe/Isle_of_Man: Isle of Man
Italy, Italia | Europe/Rome: Rome 43, Milan 49, Naples 31, Turin 17, Roma 42, Milano 48, Palermo 9, Bologna 8,
 Florence 7, Genoa 7, Venice 6
Ivory Coast, Côte d’Ivoire | Africa/Abidjan: Abidjan 55
Jersey | Europe/Jersey: Jersey
Kenya | Africa/Nairobi: Nairobi 51, Mombasa 13
Latvia, Latvija | Europe/Riga: Riga 9
Lesotho | Africa/Maseru: Maseru
Liberia | Africa/Monrovia: Monrovia 16
Libya | Africa/Tripoli: Tripoli 12, Benghazi 8
Liechtenstein | Europe/Vaduz: Vaduz
Lithuania, Lietuva | Europe/Vilnius: Vilnius 7, Kaunas 4
Luxembourg | Europe/Luxembourg: Luxembourg 1
Madagascar | Indian/Antananarivo: Antananarivo 36
Malawi | Africa/Blantyre: Lilongwe 12, Blantyre 9
Mali | Africa/Bamako: Bamako 29
Malta | Europe/Malta: Valletta 2, Malta 3
Mauritania | Africa/Nouakchott: Nouakchott
Mauritius | Indian/Mauritius: Port Louis 2, Mauritius 3
Mayotte | Indian/Mayotte: Mayotte
Moldova | Europe/Chisinau: Chișinău 7
Monaco | Europe/Monaco: Monaco 1
Montenegro | Europe/Podgorica: Podgorica 2
Morocco, Maroc | Africa/Casablanca: Casablanca 38, Rabat 19, Fez 12, Marrakesh 10, Tangier 12
Mozambique | Africa/Maputo: Maputo 18
Namibia | Africa/Windhoek: Windhoek 5
Netherlands, Holland, Nederland | Europe/Amsterdam: Amsterdam 25, Rotterdam 18, The Hague 11, Utrecht 7, Eindhoven 4,
 Groningen 3
Niger | Africa/Niamey: Niamey 14
Nigeria | Africa/Lagos: Lagos 154, Kano 42, Ibadan 37, Abuja 36
North Macedonia | Europe/Skopje: Skopje 6
Norway, Norge | Europe/Oslo: Oslo 11, Bergen 4, Trondheim 3
Poland, Polska | Europe/Warsaw: Warsaw 31, Kraków 14, Wrocław 9, Gdańsk 11, Łódź 9, Poznań 9
Portugal | Europe/Lisbon: Lisbon 30, Porto 17, Lisboa 29, Braga 2 | Atlantic/Madeira: Funchal 1, Madeira 2 |
 Atlantic/Azores: Ponta Delgada 1, Azores 2
Romania, România | Europe/Bucharest: Bucharest 23, Cluj 4, Timișoara 4, Iași 4
Russia, Rossiya | Europe/Kaliningrad: Kaliningrad 5 | Europe/Moscow: Moscow 171, Saint Petersburg 55, Rostov 11, Kazan
 13, Nizhny Novgorod 13, Krasnodar 11 | Europe/Kirov: Kirov | Europe/Volgograd: Volgograd 10 | Europe/Astrakhan:
 Astrakhan | Europe/Saratov: Saratov 8 | Europe/Ulyanovsk: Ulyanovsk | Europe/Samara: Samara 12, Izhevsk 6 |
 Asia/Yekaterinburg: Yekaterinburg 15, Chelyabinsk 12, Ufa 11, Perm 10 | Asia/Omsk: Omsk 11 | Asia/Novosibirsk:
 Novosibirsk 16 | Asia/Barnaul: Barnaul | Asia/Tomsk: Tomsk | Asia/Novokuznetsk: Novokuznetsk | Asia/Krasnoyarsk:
 Krasnoyarsk 12 | Asia/Irkutsk: Irkutsk 6 | Asia/Chita: Chita | Asia/Yakutsk: Yakutsk | Asia/Khandyga: Khandyga |
 Asia/Vladivostok: Vladivostok 6, Khabarovsk 6 | Asia/Ust-Nera: Ust-Nera | Asia/Magadan: Magadan | Asia/Sakhalin:
 Sakhalin | Asia/Srednekolymsk: Srednekolymsk | Asia/Kamchatka: Kamchatka | Asia/Anadyr: Anadyr
Rwanda | Africa/Kigali: Kigali 12
Réunion | Indian/Reunion: Saint-Denis 2
Saint Helena | Atlantic/St_Helena: St Helena
San Marino | Europe/San_Marino: San Marino
Senegal | Africa/Dakar: Dakar 33
Serbia, Srbija | Europe/Belgrade: Belgrade 17, Novi Sad 4
Seychelles | Indian/Mahe: Mahe
Sierra Leone | Africa/Freetown: Freetown 12
Slovakia, Slovensko | Europe/Bratislava: Bratislava 7, Košice 2
Slovenia, Slovenija | Europe/Ljubljana: Ljubljana 5
Somalia | Africa/Mogadishu: Mogadishu 25
South Africa, RSA | Africa/Johannesburg: Johannesburg 62, Cape Town 48, Durban 32, Pretoria 28
South Sudan | Africa/Juba: Juba
Spain, España | Europe/Madrid: Madrid 68, Barcelona 57, Valencia 17, Seville 15, Bilbao 10, Málaga 10, Zaragoza 7 |
 Africa/Ceuta: Ceuta 1, Melilla 1 | Atlantic/Canary: Las Palmas 6, Tenerife 9, Canary Islands 1
Sudan | Africa/Khartoum: Khartoum 62
Svalbard | Arctic/Longyearbyen: Longyearbyen
Sweden, Sverige | Europe/Stockholm: Stockholm 24, Gothenburg 10, Malmö 7
Switzerland, Schweiz, Suisse, Svizzera | Europe/Zurich: Zurich 15, Geneva 6, Basel 5, Bern 4, Lausanne 4
São Tomé and Príncipe | Africa/Sao_Tome: Sao Tome
Tanzania | Africa/Dar_es_Salaam: Dar es Salaam 72, Dodoma 3
Togo | Africa/Lome: Lomé 19
Tunisia, Tunisie | Africa/Tunis: Tunis 24
Turkey, Türkiye | Europe/Istanbul: Istanbul 156, Ankara 57, Izmir 44, Bursa 31, Antalya 26
Uganda | Africa/Kampala: Kampala 36
Ukraine, Ukraina | Europe/Simferopol: Simferopol 3, Sevastopol 5 | Europe/Kyiv: Kyiv 34, Kharkiv 15, Odesa 10, Dnipro
 10, Lviv 7, Kiev 33
United Kingdom, UK, Britain, England, Scotland, Wales, Northern Ireland | Europe/London: London 148, Birmingham 29,
 Manchester 28, Leeds 19, Glasgow 18, Liverpool 15, Newcastle 11, Sheffield 8, Bristol 7, Belfast 7, Edinburgh 6,
 Nottingham 8, Cardiff 5, Leicester 6
Vatican City | Europe/Vatican: Vatican
Western Sahara | Africa/El_Aaiun: El Aaiun
Zambia | Africa/Lusaka: Lusaka 31
Zimbabwe | Africa/Harare: Harare 16
Åland Islands | Europe/Mariehamn: Mariehamn
"""
