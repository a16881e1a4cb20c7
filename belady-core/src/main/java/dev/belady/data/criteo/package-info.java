// SPDX-License-Identifier: Apache-2.0

/// The text files of the Criteo click logs (Kaggle and Terabyte), plain or compressed with gzip.
@NullMarked
package dev.belady.data.criteo;

import org.jspecify.annotations.NullMarked;
