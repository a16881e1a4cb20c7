// SPDX-License-Identifier: Apache-2.0

/// Files that the data formats share: lists of files, buffered little-endian input, and output that
/// becomes visible only when complete.
@NullMarked
package dev.belady.data.file;

import org.jspecify.annotations.NullMarked;
