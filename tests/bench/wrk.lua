-- One request of many at random; the bodies stand in the file that BODIES names, one a line.
local requests = {}

function init()
  math.randomseed(20261120)
  local headers = { ["content-type"] = "application/json", ["accept"] = "application/graphql-response+json, application/json;q=0.9" }
  for body in io.lines(os.getenv("BODIES")) do
    requests[#requests + 1] = wrk.format("POST", "/graphql", headers, body)
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "bytes": %d, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
