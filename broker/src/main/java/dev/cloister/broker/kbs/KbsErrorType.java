package dev.cloister.broker.kbs;

import dev.cloister.broker.http.Answer;
import dev.cloister.protocol.KbsError;
import java.util.List;

/// The types of KBS's error body that this broker gives (specs kbs-protocol 6), with the addresses that
/// clients know.
public enum KbsErrorType {
    ADMIN_AUTH_ACCESS("AdminAuthAccess"),
    ADMIN_AUTH_INITIALIZATION("AdminAuthInitialization"),
    ATTESTATION_ERROR("AttestationError"),
    INVALID_REQUEST_PATH("InvalidRequestPath"),
    PLUGIN_INTERNAL_ERROR("PluginInternalError"),
    PLUGIN_NOT_FOUND("PluginNotFound"),
    POLICY_DENY("PolicyDeny"),
    POLICY_ENGINE_ERROR("PolicyEngineError"),
    RVPS_ERROR("RvpsError"),
    SERDE_ERROR("SerdeError"),
    TOKEN_NOT_FOUND("TokenNotFound"),
    TOKEN_VERIFIER_ERROR("TokenVerifierError");

    private final String name;

    KbsErrorType(String name) {
        this.name = name;
    }

    /// Without a content type, as KBS's errors come (specs kbs-observed 4, item 5).
    public Answer answer(int status, String detail) {
        return new Answer(status, List.of(), new KbsError(name, detail).body());
    }
}
