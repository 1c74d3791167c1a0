/// Runs Spin on the model of the channel and holds its answers against the tables of `README.md`. Open
/// [ChannelModelTest] first.
package dev.cloister.model;
