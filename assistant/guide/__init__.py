"""The guided ordering: pages are content, the walker moves between them and the document."""
