FROM
ENV
RUN x \
# c\
COPY --from=
ARG a="b c
RUN <<X
FROM y