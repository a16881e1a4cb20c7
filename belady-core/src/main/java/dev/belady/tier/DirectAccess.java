// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The JDK's option that opens a file past the page cache of the operating system: transfers go
/// between the disk and the caller's memory, which must be aligned, as must place and length.
public final class DirectAccess {
  /// The option is in a module that a JDK may leave out, and javac warns of its name.
  private static final Optional<OpenOption> OPTION = find();

  private DirectAccess() {}

  /// The option; empty where the JDK has none. A file system may still refuse it.
  public static Optional<OpenOption> option() {
    return OPTION;
  }

  /// Whether files in `folder` can be opened with the option and take transfers of whole pages.
  ///
  /// @throws IOException when no file can be made there
  static boolean offeredFor(Path folder) throws IOException {
    if (OPTION.isEmpty()
        || FileRowStore.PAGE_BYTES % Files.getFileStore(folder).getBlockSize() != 0) {
      return false;
    }
    Path probe = Files.createTempFile(folder, "direct-", null);
    try (FileChannel channel =
        FileChannel.open(probe, StandardOpenOption.WRITE, OPTION.orElseThrow())) {
      return channel.isOpen();
    } catch (IOException | UnsupportedOperationException e) {
      // A file system that has no such way, tmpfs for one.
      return false;
    } finally {
      Files.delete(probe);
    }
  }

  private static Optional<OpenOption> find() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option instanceof OpenOption direct && direct.toString().equals("DIRECT")) {
          return Optional.of(direct);
        }
      }
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }
}
