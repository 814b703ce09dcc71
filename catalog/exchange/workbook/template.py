"""The template as it is written: sheet titles and headings in their canonical spelling, by meaning."""

from __future__ import annotations

GENERAL, FACTS, RESOURCES, VARIABLES = "Generell information", "Metadata-Datamängd (DCAT-AP)", "Deldatamängder och datavyer", "Metadata - Variabelnivå"
CODE_LIST = "Kodlista_"
VERSION = "3.2"
"""Template version written where a register does not state its own."""
VARIABLE_HEADINGS = {
    "resource": "Deldatamängdsnamn", "name": "Variabelnamn", "label": "Variabeletikett", "description": "Variabelbeskrivning", "unit": "Objekttyp",
    "values": "Värdemängd", "link": "Länk kodverk", "data_type": "Datatyp", "join": "Kopplingsvariabel", "join_text": "Kopplingsbeskrivning",
    "position": "Presentationsordning", "first": "Data från", "last": "Data till", "quality": "Kvalitetsanmärkning", "origin": "Ursprung",
    "source": "Specificera källa",
}
"""The 16 columns of the variable sheet."""
RESOURCE_HEADINGS = {
    "resource": "Deldatamängdsnamn", "label": "Deldatamängdsetikett", "description": "Deldatamängdsbeskrivning", "first": "Data från", "last": "Data till",
    "frequency": "Uppdateringsfrekvens", "level": "Aggregeringsnivå",
}
CODE_HEADINGS = ("Tidsperiod", "Kod", "Beskrivning")
FACT_ROWS = {
    "title": ("Titel", "dct:title"), "description": ("Beskrivning", "dct:description"), "period": ("Tidsperiod", "dct:temporal"),
    "spatial": ("Namngivet geografiskt område", "dct:spatial"), "population": ("Population", ""),
    "frequency": ("Uppdateringsfrekvens", "dct:accrualPeriodicity"), "publisher": ("Utgivare", "dct:publisher"),
    "contact": ("Kontaktuppgift", "dcat:contactPoint"), "documentation": ("Dokumentation", "foaf:page"), "landing": ("Ingångssida", "dcat:landingPage"),
    "access": ("Webbadress för åtkomst", "dcat:accessURL"), "rights": ("Åtkomsträttigheter", "dct:accessRights"),
    "law": ("Tillämplig lagstiftning", "dcatap:applicableLegislation"),
}
"""Label and DCAT-AP attribute of each row about the register."""
FREQUENCY = {"MONTHLY": ("Månadsvis", "Monthly"), "QUARTERLY": ("Kvartalsvis", "Quarterly"), "ANNUAL": ("Årsvis", "Annual"), "IRREG": ("Oregelbundet", "Irregular")}
RIGHTS = {"NON_PUBLIC": ("Icke-offentlig", "Non-public"), "RESTRICTED": ("Begränsad", "Restricted"), "PUBLIC": ("Offentlig", "Public")}
DATA_TYPE = {"char": "Text", "code": "Text", "int": "Heltal", "dec": "Decimaltal", "date": "Datum", "datetime": "Datumtid"}
ORIGIN = {"reported": "Rapporterad", "derived": "Härledd", "imported": "Hämtad"}
