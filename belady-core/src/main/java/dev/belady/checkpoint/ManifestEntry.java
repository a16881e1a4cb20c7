// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import java.nio.file.Path;

/// A file of a snapshot.
///
/// @param path where it lies
/// @param bytes its length
/// @param crc32c the CRC-32C of its bytes
record ManifestEntry(Path path, long bytes, long crc32c) {}
