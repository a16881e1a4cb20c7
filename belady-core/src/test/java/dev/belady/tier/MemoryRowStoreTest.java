// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

class MemoryRowStoreTest extends RowStoreContract {
  @Override
  RowStore open(int recordFloats) {
    return new MemoryRowStore(recordFloats);
  }
}
