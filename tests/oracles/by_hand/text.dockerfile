# ruleid: look-ahead
FROM python:3.13
# ok: look-ahead
FROM scratch
# ruleid: regex-twice
RUN curl http://depot/install
# ok: regex-twice
RUN curl https://depot/install
# ruleid: image-text
USER root
