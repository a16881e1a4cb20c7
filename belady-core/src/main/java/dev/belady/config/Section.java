// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One object of the JSON while it is read. It knows its place, and which keys were asked for: the
/// others are unknown.
final class Section {
  private final ObjectNode node;
  private final String place;
  private final Findings findings;
  private final Set<String> asked = new LinkedHashSet<>();

  Section(ObjectNode node, String place, Findings findings) {
    this.node = node;
    this.place = place;
    this.findings = findings;
    findings.opened(this);
  }

  String place() {
    return place;
  }

  /// An error at this place; to be thrown.
  ConfigException error(String message) {
    return findings.error(message, place);
  }

  /// Notes something here that is ignored.
  void notice(String sentence) {
    findings.notice(sentence, place);
  }

  /// Makes a record; what its constructor refuses becomes an error at this place.
  <T> T build(Supplier<T> record) {
    try {
      return record.get();
    } catch (IllegalArgumentException e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }

  boolean has(String key) {
    asked.add(key);
    return node.has(key);
  }

  boolean isText(String key) {
    @Nullable JsonNode value = find(key);
    return value != null && value.isString();
  }

  int integer(String key) {
    return toInt(key, required(key));
  }

  int integer(String key, int absent) {
    @Nullable JsonNode value = find(key);
    return value == null ? absent : toInt(key, value);
  }

  long longInteger(String key, long absent) {
    @Nullable JsonNode value = find(key);
    return value == null ? absent : toLong(key, value);
  }

  double number(String key) {
    return toDouble(key, required(key));
  }

  double number(String key, double absent) {
    @Nullable JsonNode value = find(key);
    return value == null ? absent : toDouble(key, value);
  }

  boolean flag(String key, boolean absent) {
    @Nullable JsonNode value = find(key);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  String text(String key) {
    return toText(key, required(key));
  }

  String text(String key, String absent) {
    @Nullable JsonNode value = find(key);
    return value == null ? absent : toText(key, value);
  }

  /// A string or a list of strings; empty when absent.
  List<String> texts(String key) {
    return elements(key, this::toText);
  }

  /// An integer or a list of integers; empty when absent.
  List<Integer> integers(String key) {
    return elements(key, this::toInt);
  }

  /// As [#integers(String)] for large numbers.
  List<Long> longIntegers(String key) {
    return elements(key, this::toLong);
  }

  /// A number or a list of numbers; empty when absent.
  List<Double> numbers(String key) {
    return elements(key, this::toDouble);
  }

  /// A list of lists of integers; a plain list counts as one list. Empty when absent.
  List<List<Integer>> integerLists(String key) {
    @Nullable JsonNode value = find(key);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.isEmpty() || !value.get(0).isArray()) {
      return List.of(integers(key));
    }
    List<List<Integer>> lists = new ArrayList<>();
    for (JsonNode list : value) {
      if (!list.isArray()) {
        throw wrong(key, value, "a list of lists of integers");
      }
      lists.add(elements(key, list, this::toInt));
    }
    return lists;
  }

  /// One of named values; an error lists all names.
  <T> T choice(String key, T[] values, Function<T, String> name) {
    return toChoice(key, text(key), values, name);
  }

  /// As [#choice(String, Object[], Function)] with a value for an absent key.
  <T> T choice(String key, T absent, T[] values, Function<T, String> name) {
    return has(key) ? choice(key, values, name) : absent;
  }

  /// As [#choice(String, Object[], Function)] for versions: `2.3` is the same as `"2.3"`.
  <T> T version(String key, T absent, T[] values, Function<T, String> name) {
    @Nullable JsonNode value = find(key);
    if (value == null) {
      return absent;
    }
    String text = value.isNumber() ? value.toString() : toText(key, value);
    return toChoice(key, text, values, name);
  }

  /// The value with the name `text`.
  <T> T toChoice(String key, String text, T[] values, Function<T, String> name) {
    for (T value : values) {
      if (name.apply(value).equals(text)) {
        return value;
      }
    }
    List<String> names = Arrays.stream(values).map(name).toList();
    throw error(
        key
            + " must be one of "
            + String.join(", ", names)
            + ": "
            + key
            + "="
            + text
            + Spelling.hint(text, names));
  }

  /// A required object whose place is that of this one.
  Section parameters(String key) {
    return new Section(toObject(key, required(key)), place, findings);
  }

  /// An object with a place of its own, or null when absent.
  @Nullable Section object(String key) {
    @Nullable JsonNode value = find(key);
    return value == null ? null : new Section(toObject(key, value), place + "." + key, findings);
  }

  /// A list of objects, each with a place of its own; empty when absent.
  List<Section> objects(String key) {
    @Nullable JsonNode value = find(key);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(key, value, "a list of objects");
    }
    List<Section> objects = new ArrayList<>();
    for (JsonNode element : value) {
      objects.add(
          new Section(
              toObject(key, element), place + "." + key + "[" + objects.size() + "]", findings));
    }
    return objects;
  }

  /// Every key with its value as text; only strings, numbers, true and false are allowed.
  List<String[]> flatEntries() {
    List<String[]> entries = new ArrayList<>();
    for (String key : node.propertyNames()) {
      JsonNode value = required(key);
      if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
        throw wrong(key, value, "a string, a number, true or false");
      }
      entries.add(new String[] {key, value.asString()});
    }
    return entries;
  }

  /// Accepts keys without effect, with one notice for those that are there.
  void ignore(String reason, String... keys) {
    String present = Stream.of(keys).filter(this::has).collect(Collectors.joining(", "));
    if (!present.isEmpty()) {
      notice(present + (present.contains(",") ? " are" : " is") + " ignored: " + reason);
    }
  }

  /// The keys of the object.
  Set<String> keys() {
    return new TreeSet<>(node.propertyNames());
  }

  /// Notes each key that nothing asked for. Keys that begin with `_` are left to the user.
  void noticeUnreadKeys() {
    for (String key : node.propertyNames()) {
      if (!asked.contains(key) && !key.startsWith("_")) {
        notice("unknown key '" + key + "' is ignored" + Spelling.hint(key, asked));
      }
    }
  }

  private @Nullable JsonNode find(String key) {
    asked.add(key);
    return node.get(key);
  }

  private JsonNode required(String key) {
    @Nullable JsonNode value = find(key);
    if (value == null) {
      Set<String> unread = keys();
      unread.removeAll(asked);
      @Nullable String near = Spelling.closest(key, unread);
      throw error(key + " is missing" + (near == null ? "" : ", but there is '" + near + "'"));
    }
    return value;
  }

  private <T> List<T> elements(String key, Convert<T> convert) {
    @Nullable JsonNode value = find(key);
    if (value == null) {
      return List.of();
    }
    return value.isArray() ? elements(key, value, convert) : List.of(convert.apply(key, value));
  }

  private static <T> List<T> elements(String key, JsonNode list, Convert<T> convert) {
    List<T> elements = new ArrayList<>();
    for (JsonNode element : list) {
      elements.add(convert.apply(key + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  private int toInt(String key, JsonNode value) {
    if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToInt()) {
      throw wrong(key, value, "an integer of 32 bits");
    }
    return value.asInt();
  }

  private long toLong(String key, JsonNode value) {
    if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw wrong(key, value, "an integer");
    }
    return value.asLong();
  }

  private double toDouble(String key, JsonNode value) {
    if (!value.isNumber()) {
      throw wrong(key, value, "a number");
    }
    return value.asDouble();
  }

  private String toText(String key, JsonNode value) {
    if (!value.isString()) {
      throw wrong(key, value, "a string");
    }
    return value.asString();
  }

  private ObjectNode toObject(String key, JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      throw wrong(key, value, "an object");
    }
    return object;
  }

  private ConfigException wrong(String key, JsonNode value, String expected) {
    return error(key + " must be " + expected + ": " + key + "=" + abbreviated(value));
  }

  private static String abbreviated(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private interface Convert<T> {
    T apply(String key, JsonNode value);
  }
}
