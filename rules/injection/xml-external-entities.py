import xml.sax
from xml.sax import handler
from lxml import etree


def read(data, reader):
    # ruleid: xml-external-entities
    parser = etree.XMLParser(resolve_entities=True)
    # ruleid: xml-external-entities
    parser = etree.XMLParser(no_network=False, huge_tree=True)
    # ruleid: xml-external-entities
    parser = etree.XMLParser(load_dtd=True)
    # ruleid: xml-external-entities
    reader.setFeature(handler.feature_external_ges, True)
    # ok: xml-external-entities
    parser = etree.XMLParser(resolve_entities=False)
    # ok: xml-external-entities
    parser = etree.XMLParser()
    # ok: xml-external-entities
    reader.setFeature(handler.feature_external_ges, False)
    # ok: xml-external-entities
    return etree.fromstring(data)
