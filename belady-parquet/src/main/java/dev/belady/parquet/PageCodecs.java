// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/// The compression of pages: zstd, snappy and gzip for reading, zstd for writing, and none.
///
/// parquet-java's own factory goes through Hadoop's codecs, which need a Hadoop configuration and
/// with it some 30 MB of further libraries. This one calls the compressors directly.
final class PageCodecs implements CompressionCodecFactory {
  /// What can be read.
  static final Set<CompressionCodecName> READABLE =
      Set.copyOf(
          EnumSet.of(
              CompressionCodecName.ZSTD,
              CompressionCodecName.SNAPPY,
              CompressionCodecName.GZIP,
              CompressionCodecName.UNCOMPRESSED));

  private static final int ZSTD_LEVEL = 3;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return switch (name) {
      case ZSTD -> new ZstdCompressor();
      case UNCOMPRESSED -> new NoCompressor();
      case SNAPPY, GZIP, LZO, BROTLI, LZ4, LZ4_RAW ->
          throw new IllegalArgumentException("not written by this program: codec=" + name);
    };
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return switch (name) {
      case ZSTD -> new Decompressor(PageCodecs::zstd);
      case SNAPPY -> new Decompressor(PageCodecs::snappy);
      case GZIP -> new Decompressor(PageCodecs::gzip);
      case UNCOMPRESSED -> new Decompressor(PageCodecs::copy);
      case LZO, BROTLI, LZ4, LZ4_RAW ->
          throw new IllegalArgumentException("not read by this program: codec=" + name);
    };
  }

  @Override
  public void release() {
    // Nothing is held: each page is a call of its own.
  }

  private static int zstd(byte[] from, int at, int length, byte[] to) throws IOException {
    long written = Zstd.decompressByteArray(to, 0, to.length, from, at, length);
    if (Zstd.isError(written)) {
      throw new IOException("broken zstd page: " + Zstd.getErrorName(written));
    }
    return (int) written;
  }

  private static int snappy(byte[] from, int at, int length, byte[] to) throws IOException {
    if (Snappy.uncompressedLength(from, at, length) > to.length) {
      throw new IOException("broken snappy page: it is longer than its header says");
    }
    return Snappy.uncompress(from, at, length, to, 0);
  }

  private static int gzip(byte[] from, int at, int length, byte[] to) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(from, at, length))) {
      return in.readNBytes(to, 0, to.length);
    }
  }

  private static int copy(byte[] from, int at, int length, byte[] to) {
    int count = Math.min(length, to.length);
    System.arraycopy(from, at, to, 0, count);
    return count;
  }

  private static ByteBuffer onHeap(BytesInput page) {
    return page.toByteBuffer(HeapByteBufferAllocator.getInstance(), nothingToRelease -> {});
  }

  /// Fills `to` from a compressed page and returns the number of bytes written.
  private interface PageFunction {
    int expand(byte[] from, int at, int length, byte[] to) throws IOException;
  }

  private record Decompressor(PageFunction function) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
      return BytesInput.from(expand(onHeap(page), size));
    }

    @Override
    public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int size)
        throws IOException {
      output.put(expand(input.slice(input.position(), compressedSize), size));
      input.position(input.position() + compressedSize);
    }

    private byte[] expand(ByteBuffer input, int size) throws IOException {
      byte[] from;
      int at;
      int length = input.remaining();
      if (input.hasArray()) {
        from = input.array();
        at = input.arrayOffset() + input.position();
      } else {
        from = new byte[length];
        at = 0;
        input.get(input.position(), from);
      }
      byte[] to = new byte[size];
      int written = function.expand(from, at, length, to);
      if (written != size) {
        throw new IOException("broken page: bytes=" + written + ", its header says " + size);
      }
      return to;
    }

    @Override
    public void release() {
      // Holds nothing.
    }
  }

  private record ZstdCompressor() implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      ByteBuffer bytes = onHeap(page);
      byte[] compressed = new byte[Math.toIntExact(Zstd.compressBound(bytes.remaining()))];
      long written =
          Zstd.compressByteArray(
              compressed,
              0,
              compressed.length,
              bytes.array(),
              bytes.arrayOffset() + bytes.position(),
              bytes.remaining(),
              ZSTD_LEVEL);
      if (Zstd.isError(written)) {
        throw new IOException("zstd: " + Zstd.getErrorName(written));
      }
      return BytesInput.from(compressed, 0, (int) written);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      // Holds nothing.
    }
  }

  private record NoCompressor() implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) {
      return page;
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.UNCOMPRESSED;
    }

    @Override
    public void release() {
      // Holds nothing.
    }
  }
}
