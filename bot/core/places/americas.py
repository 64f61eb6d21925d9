"""The Americas: each country with its zones and cities (see `bot.core.places`)."""

TEXT = """\
Anguilla | America/Anguilla: Anguilla
Antigua and Barbuda | America/Antigua: Antigua
Argentina | America/Argentina/Buenos_Aires: Buenos Aires 155, Rosario 16, La Plata 9 | America/Argentina/Cordoba:
 Córdoba 16 | America/Argentina/Salta: Salta | America/Argentina/Jujuy: Jujuy | America/Argentina/Tucuman: Tucuman |
 America/Argentina/Catamarca: Catamarca | America/Argentina/La_Rioja: La Rioja | America/Argentina/San_Juan: San Juan
 | America/Argentina/Mendoza: Mendoza 12 | America/Argentina/San_Luis: San Luis | America/Argentina/Rio_Gallegos: Rio
 Gallegos | America/Argentina/Ushuaia: Ushuaia
Aruba | America/Aruba: Aruba
Bahamas | America/Nassau: Nassau 3
Barbados | America/Barbados: Barbados
Belize | America/Belize: Belize
Bermuda | Atlantic/Bermuda: Bermuda
Bolivia | America/La_Paz: La Paz 19, Santa Cruz 18
Brazil, Brasil | America/Noronha: Fernando de Noronha | America/Belem: Belém 24 | America/Fortaleza: Fortaleza 42 |
 America/Recife: Recife 42 | America/Araguaina: Araguaína 2 | America/Maceio: Maceió 13 | America/Bahia: Salvador 40 |
 America/Sao_Paulo: São Paulo 226, Rio de Janeiro 137, Belo Horizonte 62, Brasília 48, Porto Alegre 42, Curitiba 38,
 Goiânia 28, Campinas 34 | America/Campo_Grande: Campo Grande 9 | America/Cuiaba: Cuiabá 9 | America/Santarem:
 Santarém 3 | America/Porto_Velho: Porto Velho 5 | America/Boa_Vista: Boa Vista | America/Manaus: Manaus 23 |
 America/Eirunepe: Eirunepe | America/Rio_Branco: Rio Branco
British Virgin Islands | America/Tortola: Tortola
Canada | America/St_Johns: St. John's 2, Newfoundland 1 | America/Halifax: Halifax 5, Nova Scotia | America/Glace_Bay:
 Glace Bay | America/Moncton: Moncton 2, New Brunswick | America/Goose_Bay: Goose Bay | America/Blanc-Sablon:
 Blanc-Sablon | America/Toronto: Toronto 64, Montreal 43, Ottawa 15, Quebec City 8, Hamilton 8, Ontario, Quebec |
 America/Iqaluit: Iqaluit | America/Atikokan: Atikokan | America/Winnipeg: Winnipeg 8, Manitoba | America/Resolute:
 Resolute | America/Rankin_Inlet: Rankin Inlet | America/Regina: Regina 3, Saskatoon 3, Saskatchewan |
 America/Swift_Current: Swift Current | America/Edmonton: Calgary 16, Edmonton 15, Alberta | America/Cambridge_Bay:
 Cambridge Bay | America/Inuvik: Inuvik | America/Vancouver: Vancouver 27, Victoria 4, British Columbia |
 America/Creston: Creston | America/Dawson_Creek: Dawson Creek | America/Fort_Nelson: Fort Nelson |
 America/Whitehorse: Whitehorse | America/Dawson: Dawson
Caribbean Netherlands, Bonaire | America/Kralendijk: Kralendijk
Cayman Islands | America/Cayman: Cayman
Chile | America/Santiago: Santiago 69, Valparaíso 10 | America/Coyhaique: Coyhaique | America/Punta_Arenas: Punta
 Arenas | Pacific/Easter: Easter Island
Colombia | America/Bogota: Bogotá 115, Medellín 41, Cali 29, Barranquilla 23
Costa Rica | America/Costa_Rica: San José 15
Cuba | America/Havana: Havana 21
Curaçao | America/Curacao: Curacao
Dominica | America/Dominica: Dominica
Dominican Republic | America/Santo_Domingo: Santo Domingo 36
Ecuador | America/Guayaquil: Guayaquil 31, Quito 20 | Pacific/Galapagos: Galápagos
El Salvador | America/El_Salvador: San Salvador 11
Falkland Islands | Atlantic/Stanley: Stanley
French Guiana | America/Cayenne: Cayenne
Greenland | America/Nuuk: Nuuk | America/Danmarkshavn: Danmarkshavn | America/Scoresbysund: Ittoqqortoormiit |
 America/Thule: Thule
Grenada | America/Grenada: Grenada
Guadeloupe | America/Guadeloupe: Guadeloupe
Guatemala | America/Guatemala: Guatemala City 31
Guyana | America/Guyana: Georgetown 2
Haiti | America/Port-au-Prince: Port-au-Prince 30
Honduras | America/Tegucigalpa: Tegucigalpa 16, San Pedro Sula 10
Jamaica | America/Jamaica: Kingston 6
Martinique | America/Martinique: Martinique
Mexico, México | America/Mexico_City: Mexico City 223, Guadalajara 54, Puebla 33, León 18, Querétaro 16 |
 America/Cancun: Cancún 10 | America/Merida: Mérida 12 | America/Monterrey: Monterrey 51 | America/Matamoros:
 Matamoros | America/Chihuahua: Chihuahua 10 | America/Ciudad_Juarez: Ciudad Juárez 16 | America/Ojinaga: Ojinaga |
 America/Mazatlan: Culiacán 10, Mazatlán 5 | America/Bahia_Banderas: Bahia Banderas | America/Hermosillo: Hermosillo 9 |
 America/Tijuana: Tijuana 23, Mexicali 11
Montserrat | America/Montserrat: Montserrat
Nicaragua | America/Managua: Managua 11
Panama | America/Panama: Panama City 20
Paraguay | America/Asuncion: Asunción 35
Peru, Perú | America/Lima: Lima 112, Arequipa 10
Puerto Rico | America/Puerto_Rico: San Juan 24
Saint Barthélemy | America/St_Barthelemy: St Barthelemy
Saint Kitts and Nevis | America/St_Kitts: St Kitts
Saint Lucia | America/St_Lucia: St Lucia
Saint Martin | America/Marigot: Marigot
Saint Pierre and Miquelon | America/Miquelon: Miquelon
Saint Vincent and the Grenadines | America/St_Vincent: St Vincent
Sint Maarten | America/Lower_Princes: Lower Princes
South Georgia | Atlantic/South_Georgia: South Georgia
Suriname | America/Paramaribo: Paramaribo 2
Trinidad and Tobago | America/Port_of_Spain: Port of Spain 5
Turks and Caicos Islands | America/Grand_Turk: Grand Turk
US Virgin Islands | America/St_Thomas: St Thomas
United States, USA, America | America/New_York: New York 195, NYC 194, Miami 61, Atlanta 61, Washington 63, Washington
 DC 62, Philadelphia 62, Boston 49, Orlando 27, Tampa 32, Charlotte 27, Baltimore 28, Pittsburgh 24, Cleveland 22,
 Cincinnati 23, Columbus 21, Jacksonville 16, Raleigh 14, Buffalo 12, Richmond 13, Florida, Ohio, Pennsylvania,
 Virginia, Massachusetts, Maryland, New Jersey, Connecticut, Maine, Vermont, New Hampshire, Rhode Island, Delaware,
 North Carolina, South Carolina, West Virginia, Georgia (USA) | America/Detroit: Detroit 43, Grand Rapids 11, Michigan
 | America/Kentucky/Louisville: Louisville 13, Kentucky | America/Kentucky/Monticello: Monticello |
 America/Indiana/Indianapolis: Indianapolis 21, Indiana | America/Indiana/Vincennes: Vincennes (Indiana) |
 America/Indiana/Winamac: Winamac (Indiana) | America/Indiana/Marengo: Marengo (Indiana) | America/Indiana/Petersburg:
 Petersburg (Indiana) | America/Indiana/Vevay: Vevay (Indiana) | America/Chicago: Chicago 95, Dallas 78, Houston 73,
 Minneapolis 37, St. Louis 28, San Antonio 26, Austin 24, Kansas City 22, Nashville 20, Milwaukee 16, Oklahoma City
 14, Memphis 13, New Orleans 13, Omaha 10, Texas, Illinois, Wisconsin, Minnesota, Missouri, Iowa, Oklahoma, Kansas,
 Nebraska, Louisiana, Arkansas, Alabama, Mississippi, Tennessee, North Dakota, South Dakota |
 America/Indiana/Tell_City: Tell City (Indiana) | America/Indiana/Knox: Knox (Indiana) | America/Menominee: Menominee
 | America/North_Dakota/Center: Center (North Dakota) | America/North_Dakota/New_Salem: New Salem (North Dakota) |
 America/North_Dakota/Beulah: Beulah (North Dakota) | America/Denver: Denver 30, Salt Lake City 13, Albuquerque 9, El
 Paso 9, Colorado Springs 8, Colorado, Utah, New Mexico, Wyoming, Montana | America/Boise: Boise 8, Idaho |
 America/Phoenix: Phoenix 50, Tucson 11, Arizona | America/Los_Angeles: Los Angeles 130, San Francisco 46, SF 45,
 Seattle 40, San Diego 33, Las Vegas 23, Portland 25, Sacramento 24, San Jose 20, California, Washington State,
 Oregon, Nevada | America/Anchorage: Anchorage 4, Alaska | America/Juneau: Juneau | America/Sitka: Sitka |
 America/Metlakatla: Metlakatla | America/Yakutat: Yakutat | America/Nome: Nome | America/Adak: Adak |
 Pacific/Honolulu: Honolulu 10, Hawaii 11
Uruguay | America/Montevideo: Montevideo 18
Venezuela | America/Caracas: Caracas 30, Maracaibo 23
"""
