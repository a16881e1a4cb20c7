// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Pages of memory from Linux's libc: they cost nothing until they are first touched, are then
/// zeros, and are huge where the system allows it.
///
/// On other systems there is none of it and callers allocate from the JDK.
@SuppressWarnings("restricted")
final class PagesNative {
  /// All addresses of the process as one segment, which never ends: an access through it is checked
  /// against nothing. See [RowArena#memory()].
  static final MemorySegment ADDRESS_SPACE = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final long HUGE_PAGE_BYTES = 2L << 20;
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
  private static final int MADV_HUGEPAGE = 14;
  private static final long MAP_FAILED = -1;

  private static final Optional<PagesNative> LINUX = link();

  private final MethodHandle mmap;
  private final MethodHandle munmap;
  private final MethodHandle madvise;

  private PagesNative(MethodHandle mmap, MethodHandle munmap, MethodHandle madvise) {
    this.mmap = mmap;
    this.munmap = munmap;
    this.madvise = madvise;
  }

  /// A mapping: its pages from `address` on, aligned to huge pages, and what was mapped to get
  /// them.
  record Pages(long address, long mapped, long mappedBytes) {}

  /// The functions, where the system has them.
  static Optional<PagesNative> linux() {
    return LINUX;
  }

  /// Maps at least `bytes` of untouched pages; empty when the system refuses.
  Optional<Pages> map(long bytes) {
    long length = bytes + HUGE_PAGE_BYTES;
    try {
      // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
      long mapped =
          (long)
              mmap.invokeExact(
                  0L, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
      if (mapped == MAP_FAILED) {
        return Optional.empty();
      }
      long address = (mapped + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
      // int madvise(void *addr, size_t length, int advice); a wish, whose refusal changes nothing
      int ignored = (int) madvise.invokeExact(address, bytes, MADV_HUGEPAGE);
      return Optional.of(new Pages(address, mapped, length));
    } catch (Throwable e) {
      throw new AssertionError("a libc call does not throw", e);
    }
  }

  /// Gives pages back; nothing may use them any more.
  void unmap(Pages pages) {
    int result;
    try {
      // int munmap(void *addr, size_t length)
      result = (int) munmap.invokeExact(pages.mapped(), pages.mappedBytes());
    } catch (Throwable e) {
      throw new AssertionError("a libc call does not throw", e);
    }
    if (result != 0) {
      throw new IllegalStateException("munmap must return 0: result=" + result + ", " + pages);
    }
  }

  private static Optional<PagesNative> link() {
    if (!System.getProperty("os.name", "").equals("Linux") || ADDRESS.byteSize() != 8) {
      return Optional.empty();
    }
    return handle("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG)
        .flatMap(mmap ->
            handle("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG)
                .flatMap(munmap ->
                    handle("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)
                        .map(madvise -> new PagesNative(mmap, munmap, madvise))));
  }

  private static Optional<MethodHandle> handle(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(symbol -> linker.downcallHandle(symbol, FunctionDescriptor.of(result, arguments)));
  }
}
