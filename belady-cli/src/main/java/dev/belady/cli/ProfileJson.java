// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.popularity.DataProfile;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A profile as one JSON object in a line, with the key `event` as in a run.
final class ProfileJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private ProfileJson() {}

  static String of(String file, DataProfile profile, HotSetFigures hotSet) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("event", "profiled")
        .put("file", file)
        .put("samples", profile.samples())
        .put("accesses", profile.accesses())
        .put("count_error", profile.error())
        .put("rows", profile.keys())
        .put("used_bytes", profile.usedBytes())
        .put("table_bytes", profile.tableBytes());
    ArrayNode fields = json.putArray("fields");
    profile.fields().forEach(field -> add(fields.addObject(), field));
    add(json.putArray("coverage"), profile.all());
    json.put("sampled_inputs", profile.sampledInputs());
    add(json.putArray("sampled_coverage"), profile.sampled());
    DataProfile.Stability stability = profile.stability();
    if (stability != null) {
      ObjectNode node = json.putObject("stability").put("inputs", stability.inputs());
      ArrayNode overlaps = node.putArray("overlaps");
      for (DataProfile.Overlap overlap : stability.overlaps()) {
        overlaps
            .addObject()
            .put("part", overlap.part())
            .put("rows", overlap.rows())
            .put("common", overlap.common());
      }
      add(node.putArray("last_by_first"), stability.first());
      ArrayNode own = node.putArray("last_by_last");
      stability
          .own()
          .forEach(point ->
              own.addObject().put("bytes", point.bytes()).put("accesses", point.accesses()));
    }
    json.putObject("suggestion")
        .put("bytes", profile.suggestion().bytes())
        .put("reason", profile.suggestion().reason());
    ObjectNode node =
        json.putObject("hot_set")
            .put("samples", hotSet.samples())
            .put("rows", hotSet.rows())
            .put("bytes", hotSet.bytes())
            .put("accesses", hotSet.accesses())
            .put("accesses_of_others", hotSet.accessesOfOthers())
            .put("accesses_expected", hotSet.estimate().ofOthers())
            .put("accesses_lost", hotSet.lost())
            .put("inputs", hotSet.inputs());
    if (hotSet.needsMoreInputs()) {
      node.put("notice", hotSet.advice());
    }
    return MAPPER.writeValueAsString(json);
  }

  private static void add(ObjectNode node, DataProfile.FieldProfile field) {
    node.put("table", field.table()).put("name", field.name());
    if (field.declaredKeys() > 0) {
      node.put("declared_keys", field.declaredKeys());
    }
    node.put("keys", field.keys())
        .put("keys_seen_once", field.onceKeys())
        .put("accesses", field.accesses())
        .put("top_0.1_percent", field.top(0.001))
        .put("top_1_percent", field.top(0.01))
        .put("top_10_percent", field.top(0.1));
  }

  private static void add(ArrayNode array, List<DataProfile.Coverage> curve) {
    for (DataProfile.Coverage point : curve) {
      array
          .addObject()
          .put("bytes", point.bytes())
          .put("accesses", point.accesses())
          .put("inputs", point.inputs());
    }
  }
}
