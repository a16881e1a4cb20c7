// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/// Makes files that the format's own writer never makes: any schema, nulls, other page versions.
///
/// @param version the version of pages and encodings
/// @param dictionary whether columns may be stored as dictionaries
record FileMaker(WriterVersion version, boolean dictionary) {
  /// The library's usual settings.
  static final FileMaker USUAL = new FileMaker(WriterVersion.PARQUET_1_0, true);

  /// Writes a file of `rows` rows, which `fill` fills given the row's number.
  void write(Path file, String schema, int rows, BiConsumer<Group, Integer> fill)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType("message m {" + schema + "}");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(type)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new PageCodecs())
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withWriterVersion(version)
            .withDictionaryEncoding(dictionary)
            .withPageRowCountLimit(50)
            .withRowGroupRowCountLimit(170)
            .build()) {
      for (int row = 0; row < rows; row++) {
        Group group = new SimpleGroup(type);
        fill.accept(group, row);
        writer.write(group);
      }
    }
  }

  /// Writes `_metadata.json` for one file; the columns are labels, conts and cats in this order.
  static void metadata(Path folder, String file, long rows, int labels, int conts, int cats)
      throws IOException {
    Files.writeString(
        folder.resolve("_metadata.json"),
        """
        {"file_stats": [{"file_name": "%s", "num_rows": %d}],
         "labels": %s, "conts": %s, "cats": %s}
        """
            .formatted(
                file,
                rows,
                columns("label", 0, labels),
                columns("I", labels, conts),
                columns("C", labels + conts, cats)));
  }

  private static String columns(String prefix, int first, int count) {
    StringBuilder columns = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      columns
          .append(i == 0 ? "" : ", ")
          .append("{\"col_name\": \"")
          .append(prefix)
          .append(i + 1)
          .append("\", \"index\": ")
          .append(first + i)
          .append('}');
    }
    return columns.append(']').toString();
  }
}
