/// What the owner asks for: the ConfidentialContainer, init-data, the sealed-root descriptor.
package dev.cloister.workload;
