// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever is changed in a good file, reading it gives a model or a [ConfigException], nothing
/// else.
final class DamagedConfigTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1",
          "7",
          "0.5",
          "1e40",
          "9223372036854775807",
          "1e-320",
          "123456789012345678901234567890",
          "\"\"",
          "\"x\"",
          "\"AUC:\"",
          "\"dense\"",
          "\"data1\"",
          "[]",
          "[[]]",
          "[0,-1]",
          "[\"a\",\"a\"]",
          "[null]",
          "{}",
          "{\"x\":1}",
          "[[0,1],2]");

  @Test
  void damageGivesAModelOrAConfigException() {
    List<SampleConfigs.Sample> samples = SampleConfigs.all();
    int models = 0;
    int errors = 0;
    for (int trial = 0; trial < 2000; trial++) {
      Random random = new Random(SEED * 1_000_003 + trial);
      JsonNode root =
          ConfigFile.MAPPER.readTree(
              trial % 4 == 0
                  ? samples.get(random.nextInt(samples.size())).json()
                  : SmallConfig.JSON);
      StringBuilder damage = new StringBuilder();
      for (int change = random.nextInt(3); change >= 0; change--) {
        damage.append(damage(root, random));
      }
      try {
        ConfigFile.parse(root.toString(), "train.json", ConfigOverrides.none());
        models++;
      } catch (ConfigException e) {
        assertThat(String.valueOf(e.getMessage())).contains("train.json");
        errors++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed=" + SEED + ", trial=" + trial + ":" + damage, e);
      }
    }
    assertThat(models).as("models with seed %d", SEED).isGreaterThan(20);
    assertThat(errors).as("errors with seed %d", SEED).isGreaterThan(20);
  }

  /// Removes or replaces one random node.
  private static String damage(JsonNode root, Random random) {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode container = containers.get(random.nextInt(containers.size()));
    String value = VALUES.get(random.nextInt(VALUES.size()));
    JsonNode node = ConfigFile.MAPPER.readTree(value);
    int index = random.nextInt(container.size());
    boolean remove = random.nextInt(4) == 0;
    if (container instanceof ArrayNode array) {
      if (remove) {
        array.remove(index);
      } else {
        array.set(index, node);
      }
      return " [" + index + "]=" + (remove ? "removed" : value);
    }
    ObjectNode object = (ObjectNode) container;
    String key = List.copyOf(object.propertyNames()).get(index);
    if (remove) {
      object.remove(key);
    } else {
      object.set(key, node);
    }
    return " " + key + "=" + (remove ? "removed" : value);
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainer() && !node.isEmpty()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }
}
