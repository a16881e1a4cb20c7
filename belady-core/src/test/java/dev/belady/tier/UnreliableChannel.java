// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Random;

/// A file that often reads and writes less than asked for, and is full after a number of bytes. One
/// past the page cache moves whole sectors, and refuses what is not at the border of a page.
final class UnreliableChannel extends FileChannel {
  private final FileChannel file;
  private final Random random;
  private final long mostBytes;
  private final boolean direct;

  UnreliableChannel(FileChannel file, long seed, long mostBytes) {
    this(file, seed, mostBytes, false);
  }

  UnreliableChannel(FileChannel file, long seed, long mostBytes, boolean direct) {
    this.file = file;
    this.random = new Random(seed);
    this.mostBytes = mostBytes;
    this.direct = direct;
  }

  @Override
  public int read(ByteBuffer target, long at) throws IOException {
    requireWholePages(target, at);
    int limit = target.limit();
    target.limit(target.position() + some(target));
    int count = file.read(target, at);
    target.limit(limit);
    return count;
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    requireWholePages(source, at);
    int limit = source.limit();
    int count = some(source);
    if (at + count > mostBytes) {
      throw new IOException("No space left on device");
    }
    source.limit(source.position() + count);
    int written = file.write(source, at);
    source.limit(limit);
    return written;
  }

  private int some(ByteBuffer buffer) {
    int all = buffer.remaining();
    if (random.nextBoolean()) {
      return all;
    }
    return direct
        ? Math.min(all, 4096 + 512 * random.nextInt(1 + all / 512))
        : 1 + random.nextInt(all);
  }

  private void requireWholePages(ByteBuffer buffer, long at) throws IOException {
    if (direct && (at % 4096 != 0 || buffer.remaining() % 4096 != 0)) {
      throw new IOException("not at the border of a page: " + at + ", " + buffer.remaining());
    }
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long newPosition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void force(boolean metaData) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
