package dev.cloister.broker.owner;

import dev.cloister.broker.http.Answer;
import dev.cloister.broker.http.Call;
import dev.cloister.broker.http.Right;
import dev.cloister.broker.http.Routes;
import dev.cloister.broker.kbs.KbsErrorType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/// Stands in front of the owner's lines of the table. Why somebody stays outside goes to the log, not to
/// them.
public final class OwnersOnly implements Routes.Guard {
    private static final Logger LOG = System.getLogger(OwnersOnly.class.getName());

    private final AdminDoor door;

    public OwnersOnly(AdminDoor door) {
        this.door = door;
    }

    @Override
    public Optional<Answer> turnsAway(Right right, Call call) {
        return switch (right) {
            case ANYBODY, GUEST -> Optional.empty();
            case OWNER -> door.objection(call).map(objection -> said(call, objection));
        };
    }

    private static Answer said(Call call, String objection) {
        LOG.log(Level.WARNING, "turned away from {0} {1}: {2}", call.method(), call.path(), objection);
        if (!call.path().startsWith(KbsAdminRoutes.PREFIX)) {
            return OwnerRoutes.error(401, "unauthorized", "this needs a bearer token signed with the admin key");
        }
        // As KBS parts them (specs kbs-observed 4, item 11).
        KbsErrorType type = call.path().startsWith(KbsAdminRoutes.RESOURCES)
                ? KbsErrorType.ADMIN_AUTH_INITIALIZATION
                : KbsErrorType.ADMIN_AUTH_ACCESS;
        return type.answer(401, "admin access denied");
    }
}
