"""Countries (ISO 3166-1), with what most of their parts are called, and the states of some (ISO 3166-2)."""

from __future__ import annotations

# One line holds several of `code name`, parted by semicolons.
_COUNTRIES = """
AF Afghanistan; AX Åland Islands; AL Albania; DZ Algeria; AS American Samoa; AD Andorra; AO Angola; AI Anguilla; AQ
Antarctica; AG Antigua and Barbuda; AR Argentina; AM Armenia; AW Aruba; AU Australia; AT Austria; AZ Azerbaijan; BS
Bahamas; BH Bahrain; BD Bangladesh; BB Barbados; BY Belarus; BE Belgium; BZ Belize; BJ Benin; BM Bermuda; BT Bhutan;
BO Bolivia; BQ Bonaire, Sint Eustatius and Saba; BA Bosnia and Herzegovina; BW Botswana; BV Bouvet Island; BR
Brazil; IO British Indian Ocean Territory; BN Brunei Darussalam; BG Bulgaria; BF Burkina Faso; BI Burundi; CV Cabo
Verde; KH Cambodia; CM Cameroon; CA Canada; KY Cayman Islands; CF Central African Republic; TD Chad; CL Chile; CN
China; CX Christmas Island; CC Cocos (Keeling) Islands; CO Colombia; KM Comoros; CG Congo; CD Congo, Democratic
Republic of the; CK Cook Islands; CR Costa Rica; CI Côte d'Ivoire; HR Croatia; CU Cuba; CW Curaçao; CY Cyprus; CZ
Czechia; DK Denmark; DJ Djibouti; DM Dominica; DO Dominican Republic; EC Ecuador; EG Egypt; SV El Salvador; GQ
Equatorial Guinea; ER Eritrea; EE Estonia; SZ Eswatini; ET Ethiopia; FK Falkland Islands (Malvinas); FO Faroe
Islands; FJ Fiji; FI Finland; FR France; GF French Guiana; PF French Polynesia; TF French Southern Territories; GA
Gabon; GM Gambia; GE Georgia; DE Germany; GH Ghana; GI Gibraltar; GR Greece; GL Greenland; GD Grenada; GP
Guadeloupe; GU Guam; GT Guatemala; GG Guernsey; GN Guinea; GW Guinea-Bissau; GY Guyana; HT Haiti; HM Heard Island
and McDonald Islands; VA Holy See (Vatican City State); HN Honduras; HK Hong Kong; HU Hungary; IS Iceland; IN India;
ID Indonesia; IR Iran; IQ Iraq; IE Ireland; IM Isle of Man; IL Israel; IT Italy; JM Jamaica; JP Japan; JE Jersey; JO
Jordan; KZ Kazakhstan; KE Kenya; KI Kiribati; KP Korea, Democratic People's Republic of; KR Korea, Republic of; KW
Kuwait; KG Kyrgyzstan; LA Lao People's Democratic Republic; LV Latvia; LB Lebanon; LS Lesotho; LR Liberia; LY Libya;
LI Liechtenstein; LT Lithuania; LU Luxembourg; MO Macao; MG Madagascar; MW Malawi; MY Malaysia; MV Maldives; ML
Mali; MT Malta; MH Marshall Islands; MQ Martinique; MR Mauritania; MU Mauritius; YT Mayotte; MX Mexico; FM
Micronesia, Federated States of; MD Moldova; MC Monaco; MN Mongolia; ME Montenegro; MS Montserrat; MA Morocco; MZ
Mozambique; MM Myanmar; NA Namibia; NR Nauru; NP Nepal; NL Netherlands; NC New Caledonia; NZ New Zealand; NI
Nicaragua; NE Niger; NG Nigeria; NU Niue; NF Norfolk Island; MK North Macedonia; MP Northern Mariana Islands; NO
Norway; OM Oman; PK Pakistan; PW Palau; PS Palestine, State of; PA Panama; PG Papua New Guinea; PY Paraguay; PE
Peru; PH Philippines; PN Pitcairn; PL Poland; PT Portugal; PR Puerto Rico; QA Qatar; RE Réunion; RO Romania; RU
Russian Federation; RW Rwanda; BL Saint Barthélemy; SH Saint Helena, Ascension and Tristan da Cunha; KN Saint Kitts
and Nevis; LC Saint Lucia; MF Saint Martin (French part); PM Saint Pierre and Miquelon; VC Saint Vincent and the
Grenadines; WS Samoa; SM San Marino; ST Sao Tome and Principe; SA Saudi Arabia; SN Senegal; RS Serbia; SC
Seychelles; SL Sierra Leone; SG Singapore; SX Sint Maarten (Dutch part); SK Slovakia; SI Slovenia; SB Solomon
Islands; SO Somalia; ZA South Africa; GS South Georgia and the South Sandwich Islands; SS South Sudan; ES Spain; LK
Sri Lanka; SD Sudan; SR Suriname; SJ Svalbard and Jan Mayen; SE Sweden; CH Switzerland; SY Syrian Arab Republic; TW
Taiwan; TJ Tajikistan; TZ Tanzania; TH Thailand; TL Timor-Leste; TG Togo; TK Tokelau; TO Tonga; TT Trinidad and
Tobago; TN Tunisia; TR Türkiye; TM Turkmenistan; TC Turks and Caicos Islands; TV Tuvalu; UG Uganda; UA Ukraine; AE
United Arab Emirates; GB United Kingdom; US United States; UM United States Minor Outlying Islands; UY Uruguay; UZ
Uzbekistan; VU Vanuatu; VE Venezuela; VN Viet Nam; VG Virgin Islands, British; VI Virgin Islands, U.S.; WF Wallis
and Futuna; EH Western Sahara; YE Yemen; ZM Zambia; ZW Zimbabwe
"""
COUNTRIES: dict[str, str] = {entry.strip()[:2]: entry.strip()[3:] for entry in _COUNTRIES.split(";")}

# Each country by its other two codes of ISO 3166-1: of three letters, and of three figures.
_OTHER_CODES = """
AD AND 020; AE ARE 784; AF AFG 004; AG ATG 028; AI AIA 660; AL ALB 008; AM ARM 051; AO AGO 024; AQ ATA 010;
AR ARG 032; AS ASM 016; AT AUT 040; AU AUS 036; AW ABW 533; AX ALA 248; AZ AZE 031; BA BIH 070; BB BRB 052;
BD BGD 050; BE BEL 056; BF BFA 854; BG BGR 100; BH BHR 048; BI BDI 108; BJ BEN 204; BL BLM 652; BM BMU 060;
BN BRN 096; BO BOL 068; BQ BES 535; BR BRA 076; BS BHS 044; BT BTN 064; BV BVT 074; BW BWA 072; BY BLR 112;
BZ BLZ 084; CA CAN 124; CC CCK 166; CD COD 180; CF CAF 140; CG COG 178; CH CHE 756; CI CIV 384; CK COK 184;
CL CHL 152; CM CMR 120; CN CHN 156; CO COL 170; CR CRI 188; CU CUB 192; CV CPV 132; CW CUW 531; CX CXR 162;
CY CYP 196; CZ CZE 203; DE DEU 276; DJ DJI 262; DK DNK 208; DM DMA 212; DO DOM 214; DZ DZA 012; EC ECU 218;
EE EST 233; EG EGY 818; EH ESH 732; ER ERI 232; ES ESP 724; ET ETH 231; FI FIN 246; FJ FJI 242; FK FLK 238;
FM FSM 583; FO FRO 234; FR FRA 250; GA GAB 266; GB GBR 826; GD GRD 308; GE GEO 268; GF GUF 254; GG GGY 831;
GH GHA 288; GI GIB 292; GL GRL 304; GM GMB 270; GN GIN 324; GP GLP 312; GQ GNQ 226; GR GRC 300; GS SGS 239;
GT GTM 320; GU GUM 316; GW GNB 624; GY GUY 328; HK HKG 344; HM HMD 334; HN HND 340; HR HRV 191; HT HTI 332;
HU HUN 348; ID IDN 360; IE IRL 372; IL ISR 376; IM IMN 833; IN IND 356; IO IOT 086; IQ IRQ 368; IR IRN 364;
IS ISL 352; IT ITA 380; JE JEY 832; JM JAM 388; JO JOR 400; JP JPN 392; KE KEN 404; KG KGZ 417; KH KHM 116;
KI KIR 296; KM COM 174; KN KNA 659; KP PRK 408; KR KOR 410; KW KWT 414; KY CYM 136; KZ KAZ 398; LA LAO 418;
LB LBN 422; LC LCA 662; LI LIE 438; LK LKA 144; LR LBR 430; LS LSO 426; LT LTU 440; LU LUX 442; LV LVA 428;
LY LBY 434; MA MAR 504; MC MCO 492; MD MDA 498; ME MNE 499; MF MAF 663; MG MDG 450; MH MHL 584; MK MKD 807;
ML MLI 466; MM MMR 104; MN MNG 496; MO MAC 446; MP MNP 580; MQ MTQ 474; MR MRT 478; MS MSR 500; MT MLT 470;
MU MUS 480; MV MDV 462; MW MWI 454; MX MEX 484; MY MYS 458; MZ MOZ 508; NA NAM 516; NC NCL 540; NE NER 562;
NF NFK 574; NG NGA 566; NI NIC 558; NL NLD 528; NO NOR 578; NP NPL 524; NR NRU 520; NU NIU 570; NZ NZL 554;
OM OMN 512; PA PAN 591; PE PER 604; PF PYF 258; PG PNG 598; PH PHL 608; PK PAK 586; PL POL 616; PM SPM 666;
PN PCN 612; PR PRI 630; PS PSE 275; PT PRT 620; PW PLW 585; PY PRY 600; QA QAT 634; RE REU 638; RO ROU 642;
RS SRB 688; RU RUS 643; RW RWA 646; SA SAU 682; SB SLB 090; SC SYC 690; SD SDN 729; SE SWE 752; SG SGP 702;
SH SHN 654; SI SVN 705; SJ SJM 744; SK SVK 703; SL SLE 694; SM SMR 674; SN SEN 686; SO SOM 706; SR SUR 740;
SS SSD 728; ST STP 678; SV SLV 222; SX SXM 534; SY SYR 760; SZ SWZ 748; TC TCA 796; TD TCD 148; TF ATF 260;
TG TGO 768; TH THA 764; TJ TJK 762; TK TKL 772; TL TLS 626; TM TKM 795; TN TUN 788; TO TON 776; TR TUR 792;
TT TTO 780; TV TUV 798; TW TWN 158; TZ TZA 834; UA UKR 804; UG UGA 800; UM UMI 581; US USA 840; UY URY 858;
UZ UZB 860; VA VAT 336; VC VCT 670; VE VEN 862; VG VGB 092; VI VIR 850; VN VNM 704; VU VUT 548; WF WLF 876;
WS WSM 882; YE YEM 887; YT MYT 175; ZA ZAF 710; ZM ZMB 894; ZW ZWE 716
"""
OTHER_CODES: dict[str, tuple[str, str]] = {
    entry[0]: (entry[1], entry[2]) for entry in (listed.split() for listed in _OTHER_CODES.split(";"))
}

# What most of a country's parts are called.
_SUBDIVISIONS = {
    "State": "AT AU BR DE FM IN MM MX MY NG PW SD SS US VE",
    "Province": "AF AO AR BE BF BI CA CD CN CR CU DO EC FJ GA ID IE IR IT KH KR LA MG MZ NL NP PA PG PH PK RW SB SL TH "
    "TJ TM TR VN VU YE ZA ZM ZW",
    "District": "BG BW BZ CY IL LS LU MW NR PT SR UG",
    "County": "EE HR HU KE LR NO RO SE",
    "Region": "BY CI CL CM DK ER ET FI FR GH GN GR MA MT NA PE SK SN TD TG TZ UA UZ",
    "Governorate": "BH EG IQ JO KW LB OM PS SY TN",
    "Department": "BJ BO CO GT HN HT NI PY SV UY",
    "Municipality": "AZ LT LV ME MK MO QA RS SI",
    "Prefecture": "CF CG JP",
    "Canton": "CH",
    "Parish": "AD AG BB DM GD JM KN LC VC",
    "Emirate": "AE",
    "Atoll": "MV",
    "Division": "BD",
    "Oblast": "KG",
    "Voivodship": "PL",
    "Autonomous community": "ES",
    "Island": "BS KI",
}
SUBDIVISIONS = {code: kind for kind, codes in _SUBDIVISIONS.items() for code in codes.split()}

_STATES = {
    "US": """
AL Alabama; AK Alaska; AS American Samoa; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut;
DE Delaware; DC District of Columbia; FL Florida; GA Georgia; GU Guam; HI Hawaii; ID Idaho; IL Illinois; IN Indiana;
IA Iowa; KS Kansas; KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota;
MS Mississippi; MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey; NM New Mexico;
NY New York; NC North Carolina; ND North Dakota; MP Northern Mariana Islands; OH Ohio; OK Oklahoma; OR Oregon;
PA Pennsylvania; PR Puerto Rico; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas;
UM United States Minor Outlying Islands; UT Utah; VT Vermont; VA Virginia; VI Virgin Islands, U.S.; WA Washington;
WV West Virginia; WI Wisconsin; WY Wyoming""",
    "CA": """
AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador; NT Northwest Territories;
NS Nova Scotia; NU Nunavut; ON Ontario; PE Prince Edward Island; QC Quebec; SK Saskatchewan; YT Yukon""",
    "AU": """
ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland; SA South Australia;
TAS Tasmania; VIC Victoria; WA Western Australia""",
    "GB": "ENG England; NIR Northern Ireland; SCT Scotland; WLS Wales",
    "DE": """
BW Baden-Württemberg; BY Bayern; BE Berlin; BB Brandenburg; HB Bremen; HH Hamburg; HE Hessen; MV Mecklenburg-Vorpommern;
NI Niedersachsen; NW Nordrhein-Westfalen; RP Rheinland-Pfalz; SL Saarland; SN Sachsen; ST Sachsen-Anhalt;
SH Schleswig-Holstein; TH Thüringen""",
    "MX": """
AGU Aguascalientes; BCN Baja California; BCS Baja California Sur; CAM Campeche; CHP Chiapas; CHH Chihuahua;
CMX Ciudad de México; COA Coahuila de Zaragoza; COL Colima; DUR Durango; GUA Guanajuato; GRO Guerrero; HID Hidalgo;
JAL Jalisco; MEX México; MIC Michoacán de Ocampo; MOR Morelos; NAY Nayarit; NLE Nuevo León; OAX Oaxaca; PUE Puebla;
QUE Querétaro; ROO Quintana Roo; SLP San Luis Potosí; SIN Sinaloa; SON Sonora; TAB Tabasco; TAM Tamaulipas;
TLA Tlaxcala;
VER Veracruz de Ignacio de la Llave; YUC Yucatán; ZAC Zacatecas""",
    "PT": """
01 Aveiro; 02 Beja; 03 Braga; 04 Bragança; 05 Castelo Branco; 06 Coimbra; 07 Évora; 08 Faro; 09 Guarda; 10 Leiria;
11 Lisboa; 12 Portalegre; 13 Porto; 14 Santarém; 15 Setúbal; 16 Viana do Castelo; 17 Vila Real; 18 Viseu;
20 Região Autónoma dos Açores; 30 Região Autónoma da Madeira""",
    "BR": """
AC Acre; AL Alagoas; AP Amapá; AM Amazonas; BA Bahia; CE Ceará; DF Distrito Federal; ES Espírito Santo; GO Goiás;
MA Maranhão; MT Mato Grosso; MS Mato Grosso do Sul; MG Minas Gerais; PA Pará; PB Paraíba; PR Paraná; PE Pernambuco;
PI Piauí; RJ Rio de Janeiro; RN Rio Grande do Norte; RS Rio Grande do Sul; RO Rondônia; RR Roraima; SC Santa Catarina;
SP São Paulo; SE Sergipe; TO Tocantins""",
    "CH": """
AG Aargau; AR Appenzell Ausserrhoden; AI Appenzell Innerrhoden; BL Basel-Landschaft; BS Basel-Stadt; BE Bern;
FR Fribourg; GE Genève; GL Glarus; GR Graubünden; JU Jura; LU Luzern; NE Neuchâtel; NW Nidwalden; OW Obwalden;
SG Sankt Gallen; SH Schaffhausen; SZ Schwyz; SO Solothurn; TG Thurgau; TI Ticino; UR Uri; VS Valais; VD Vaud; ZG Zug;
ZH Zürich""",
    "AT": """
1 Burgenland; 2 Kärnten; 3 Niederösterreich; 4 Oberösterreich; 5 Salzburg; 6 Steiermark; 7 Tirol; 8 Vorarlberg;
9 Wien""",
    "NL": """
DR Drenthe; FL Flevoland; FR Fryslân; GE Gelderland; GR Groningen; LI Limburg; NB Noord-Brabant; NH Noord-Holland;
OV Overijssel; UT Utrecht; ZE Zeeland; ZH Zuid-Holland""",
    "ZA": """
EC Eastern Cape; FS Free State; GP Gauteng; KZN Kwazulu-Natal; LP Limpopo; MP Mpumalanga; NC Northern Cape;
NW North-West; WC Western Cape""",
}
STATES: dict[str, dict[str, str]] = {
    country: dict(entry.strip().split(" ", 1) for entry in listed.split(";")) for country, listed in _STATES.items()
}

# Calling codes (ITU-T E.164) of the countries that the functions of telephone numbers know.
_CALLING = """
1 US CA PR; 7 RU KZ; 20 EG; 27 ZA; 30 GR; 31 NL; 32 BE; 33 FR; 34 ES; 36 HU; 39 IT; 40 RO; 41 CH; 43 AT; 44 GB GG JE IM;
45 DK; 46 SE; 47 NO; 48 PL; 49 DE; 51 PE; 52 MX; 53 CU; 54 AR; 55 BR; 56 CL; 57 CO; 58 VE; 60 MY; 61 AU; 62 ID; 63 PH;
64 NZ; 65 SG; 66 TH; 81 JP; 82 KR; 84 VN; 86 CN; 90 TR; 91 IN; 92 PK; 93 AF; 94 LK; 95 MM; 98 IR; 211 SS; 212 MA;
213 DZ; 216 TN; 218 LY; 221 SN; 225 CI; 233 GH; 234 NG; 237 CM; 243 CD; 249 SD; 250 RW; 251 ET; 252 SO; 254 KE;
255 TZ; 256 UG; 260 ZM; 263 ZW; 351 PT; 352 LU; 353 IE; 354 IS; 355 AL; 356 MT; 357 CY; 358 FI; 359 BG; 370 LT;
371 LV; 372 EE; 373 MD; 375 BY; 380 UA; 381 RS; 382 ME; 385 HR; 386 SI; 387 BA; 389 MK; 420 CZ; 421 SK; 502 GT;
503 SV; 504 HN; 505 NI; 506 CR; 507 PA; 509 HT; 591 BO; 593 EC; 595 PY; 598 UY; 852 HK; 855 KH; 880 BD; 886 TW;
961 LB; 962 JO; 963 SY; 964 IQ; 965 KW; 966 SA; 967 YE; 971 AE; 972 IL; 974 QA; 977 NP; 994 AZ; 995 GE; 998 UZ"""
CALLING_CODES = {country: entry.split()[0] for entry in _CALLING.split(";") for country in entry.split()[1:]}
