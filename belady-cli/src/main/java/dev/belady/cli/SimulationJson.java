// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.lookahead.policy.SimulationReport;
import dev.belady.lookahead.policy.Traffic;
import dev.belady.simulate.KeyTrace;
import dev.belady.simulate.SimulationOutcome;
import dev.belady.simulate.SimulationOutcome.Line;
import dev.belady.simulate.SimulationOutcome.Section;
import dev.belady.simulate.SimulationSpec;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The results of a simulation for programs.
final class SimulationJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private SimulationJson() {}

  /// One object. Rates are null where a batch does not fit.
  static String json(KeyTrace trace, SimulationSpec spec, SimulationOutcome outcome) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("event", "simulated")
            .put("trace", trace.name())
            .put("complete", outcome.complete())
            .put("batch_rows", spec.batchRows().name().toLowerCase(Locale.ROOT));
    ArrayNode sections = json.putArray("tables");
    outcome.sections().forEach(section -> add(sections.addObject(), section));
    return MAPPER.writeValueAsString(json);
  }

  private static void add(ObjectNode json, Section section) {
    SimulationReport report = section.report();
    json.put("table", section.name())
        .put("batches", report.batches())
        .put("lookups", report.lookups())
        .put("requests", report.requests())
        .put("distinct_rows", section.distinctRows())
        .put("distinct_bytes", section.distinctBytes())
        .put("first_uses", report.firstUses())
        .put("first_lookups", report.firstLookups());
    ArrayNode results = json.putArray("results");
    section.lines().forEach(line -> add(results.addObject(), report, line));
  }

  private static void add(ObjectNode json, SimulationReport report, Line line) {
    Traffic traffic = line.traffic();
    json.put("size", line.size().text())
        .put("rows", line.rows())
        .put("bytes", line.bytes())
        .put("policy", line.policy().label())
        .put("fits", line.fits());
    if (!line.fits()) {
      json.putNull("hit_rate");
      return;
    }
    json.put("hit_rate", traffic.hitRate())
        .put("hit_rate_without_first_uses", report.repeatHitRate(traffic))
        .put("lookup_hit_rate", traffic.lookupHitRate())
        .put("lookup_hit_rate_without_first_uses", report.repeatLookupHitRate(traffic))
        .put("misses", traffic.misses())
        .put("missed_lookups", traffic.missedLookups())
        .put("rows_fetched", traffic.fetched())
        .put("rows_written", traffic.written())
        .put("rows_bypassed", traffic.bypassed())
        .put("bytes_fetched", line.bytesFetched())
        .put("bytes_written", line.bytesWritten());
  }
}
