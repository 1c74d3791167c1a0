package dev.cloister.broker.release;

import java.util.Locale;
import java.util.Optional;

/// In which way somebody asks. A release policy that says nothing about it admits the agent over the signed
/// channel and nobody else.
public enum Client {
    /// The agent, whose requests are proven and whose answers are signed. Every release policy admits it.
    CHANNEL,
    /// Any other guest that speaks KBS: its evidence is the same, its requests are proven by a cookie or a
    /// token.
    PLAIN_KBS,
    /// KBS's evidence for trials, which no hardware vouches for and anybody can make.
    SAMPLE;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String word() {
        return word;
    }

    static Optional<Client> of(String word) {
        for (Client client : values()) {
            if (client.word.equals(word)) {
                return Optional.of(client);
            }
        }
        return Optional.empty();
    }
}
