"""Exit with 0 when the site in this container answers and reaches its database."""

import http.client
import sys

connection = http.client.HTTPConnection("localhost", 8000, timeout=4)
connection.request("GET", "/readyz")
sys.exit(connection.getresponse().status != http.HTTPStatus.OK)
