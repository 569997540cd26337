"""The online channel: the pages that citizens open in a browser, on a phone first."""
