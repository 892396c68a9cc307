/** What an exporter is told to send traces here, to be copied. */
export const exportTo = (origin: string) =>
  `export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT='${origin}/v1/traces'
export OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20$PROMPTSIDE_API_KEY"`;
