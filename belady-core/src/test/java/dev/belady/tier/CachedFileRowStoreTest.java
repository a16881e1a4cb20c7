// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class CachedFileRowStoreTest extends RowStoreContract {
  @TempDir private Path folder;

  @Override
  RowStore open(int recordFloats) {
    return FileRowStore.create(
        folder.resolve("rows"), recordFloats, false, new StoreRoom(Long.MAX_VALUE));
  }
}
