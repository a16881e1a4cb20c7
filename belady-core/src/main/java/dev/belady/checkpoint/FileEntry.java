// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

/// A file of a snapshot as the manifest lists it.
///
/// @param part what it holds
/// @param table the number of the table it belongs to, or -1
/// @param name its name relative to the folder of the manifest, with `/`
/// @param bytes its length
/// @param crc32c the CRC-32C of its bytes
record FileEntry(Part part, int table, String name, long bytes, long crc32c) {}
