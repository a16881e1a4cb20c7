// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Changes to a configuration that are given beside the file, as `path=value`.
///
/// A path is keys joined by dots, with `[i]` for an element of a list; a layer may be named instead
/// of counted, and `data` is the first layer: `solver.max_iter=100`,
/// `layers[3].fc_param.num_output=64`, `layers.fc1.fc_param.num_output=64`,
/// `data.source=train.txt`. A value is JSON, or else text; `null` removes the key. Objects that are
/// missing are made.
public final class ConfigOverrides {
  private static final ConfigOverrides NONE = new ConfigOverrides(List.of());
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)((?:\\[\\d{1,9}])*)(?:\\.|$)");
  private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");

  private final List<String> settings;

  private ConfigOverrides(List<String> settings) {
    this.settings = List.copyOf(settings);
  }

  /// No changes.
  public static ConfigOverrides none() {
    return NONE;
  }

  /// Changes in the order given, each `path=value`.
  public static ConfigOverrides of(List<String> settings) {
    return new ConfigOverrides(settings);
  }

  /// These changes and then one more.
  public ConfigOverrides and(String path, Object value) {
    List<String> more = new ArrayList<>(settings);
    more.add(path + "=" + value);
    return new ConfigOverrides(more);
  }

  /// Changes the tree.
  ///
  /// @throws ConfigException when a setting has no `=`, or its path leads through something that is
  ///   not there
  void apply(ObjectNode root, String file) {
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new ConfigException("a setting must be path=value: --set " + setting);
      }
      new Change(setting, file)
          .apply(root, setting.substring(0, equals).strip(), setting.substring(equals + 1));
    }
  }

  private static JsonNode value(String text) {
    try {
      @Nullable JsonNode node = ConfigFile.MAPPER.readTree(text);
      return node == null || node.isMissingNode() ? StringNode.valueOf(text) : node;
    } catch (JacksonException _) {
      return StringNode.valueOf(text);
    }
  }

  /// One setting on its way through the tree.
  private record Change(String setting, String file) {
    void apply(ObjectNode root, String path, String value) {
      List<Object> steps = steps(path);
      if (steps.getFirst().equals("data") && !root.has("data")) {
        steps.removeFirst();
        steps.addAll(0, List.of("layers", 0));
      }
      JsonNode node = root;
      for (int i = 0; i < steps.size() - 1; i++) {
        node = child(node, steps.get(i), steps.get(i + 1));
        if (i == 0 && steps.get(0).equals("layers") && steps.get(1) instanceof String layer) {
          steps.set(1, layerNamed(node, layer));
        }
      }
      set(node, steps.getLast(), value(value));
    }

    private List<Object> steps(String path) {
      List<Object> steps = new ArrayList<>();
      Matcher step = STEP.matcher(path);
      int end = 0;
      while (step.find() && step.start() == end) {
        steps.add(step.group(1));
        Matcher index = INDEX.matcher(step.group(2));
        while (index.find()) {
          steps.add(Integer.parseInt(index.group(1)));
        }
        end = step.end();
      }
      if (steps.isEmpty() || end != path.length() || path.endsWith(".")) {
        throw error("a path must be keys joined by dots, with [i] for list elements: " + path);
      }
      return steps;
    }

    private JsonNode child(JsonNode node, Object step, Object next) {
      if (step instanceof Integer index) {
        return element(node, index);
      }
      ObjectNode object = object(node, step);
      String key = (String) step;
      @Nullable JsonNode child = object.get(key);
      if (child == null) {
        if (next instanceof Integer || key.equals("layers")) {
          throw error("there is no list " + key);
        }
        return object.putObject(key);
      }
      return child;
    }

    private JsonNode element(JsonNode node, int index) {
      return array(node, index).get(index);
    }

    private void set(JsonNode node, Object step, JsonNode value) {
      if (step instanceof Integer index) {
        array(node, index).set(index, value);
      } else if (value.isNull()) {
        object(node, step).remove((String) step);
      } else {
        object(node, step).set((String) step, value);
      }
    }

    private ObjectNode object(JsonNode node, Object step) {
      if (!(node instanceof ObjectNode object)) {
        throw error("'" + step + "' has no object around it");
      }
      return object;
    }

    private ArrayNode array(JsonNode node, int index) {
      if (!(node instanceof ArrayNode array)) {
        throw error("[" + index + "] has no list around it");
      }
      if (index >= array.size()) {
        throw error("[" + index + "] is beyond the end of a list of " + array.size());
      }
      return array;
    }

    private int layerNamed(JsonNode layers, String name) {
      List<String> names = new ArrayList<>();
      int found = -1;
      for (int index = 0; index < layers.size(); index++) {
        for (String key : List.of("name", "top")) {
          @Nullable JsonNode value = layers.get(index).get(key);
          if (value == null || !value.isString()) {
            continue;
          }
          names.add(value.asString());
          if (value.asString().equals(name) && found != index) {
            if (found >= 0) {
              throw error("there are several layers '" + name + "', use layers[i]");
            }
            found = index;
          }
        }
      }
      if (found < 0) {
        throw error("there is no layer '" + name + "'" + Spelling.hint(name, names));
      }
      return found;
    }

    private ConfigException error(String message) {
      return new ConfigException(message + " (--set " + setting + ", " + file + ")");
    }
  }
}
