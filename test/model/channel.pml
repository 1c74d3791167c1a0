/*
 * The handshake of guest and broker with the host between them: specs/guest-broker-channel.md, whose sections stand
 * in brackets. Every message goes through the host, so the host's moves are the moves of this world: it decides who
 * is served next, with which recorded or invented words. It cannot sign, make a MAC or open a JWE without the key.
 *
 * Spin tries every order of moves within the bounds below. Each check that guest or broker makes has a switch NO_...
 * that leaves it out; README.md says what is lost then, and the tests see that Spin finds it.
 *
 * One process, and each move is atomic. Variables marked "hidden" are scratch of one move and no part of the state.
 */

/* --- bounds ------------------------------------------------------------------------------------------------------ */

#ifndef GUESTS
#define GUESTS 2     /* handshakes of honest guests */
#endif
#ifndef SESSIONS
#define SESSIONS 2 /* that the broker opens, for guests or for the host */
#endif
#ifndef KEPT
#define KEPT 6     /* statements that the broker makes */
#endif

/* Each run is a guest of its own; with RENEWAL all are one guest that attests again with its one TEE key [10]. */
#ifdef RENEWAL
#define KEYS 1
#define KEY(g) 0
#else
#define KEYS GUESTS
#define KEY(g) (g)
#endif
#define HOSTS_KEY KEYS

/* ONLY=n looks for a violation of property n alone. */
#ifdef ONLY
#define ASKED_FOR(n) ((n) == ONLY)
#else
#define ASKED_FOR(n) true
#endif
#define HOLDS(n, what) if :: !ASKED_FOR(n) || (what) -> skip :: else -> lost = n; assert(lost != n) fi
hidden byte lost;

/* --- words: small numbers that stand for digests and nonces ------------------------------------------------------ */

/* Guest's nonces [4.1 gn]: one for each of the four requests of a run. */
#define NONCE(g, request) (1 + (g) * 4 + (request))
#define HOSTS_NONCE 15

/* Requests as rqd and htu fix them [4.1]. */
#define ASK_CHALLENGE 1
#define ASK_CHALLENGE_WITH_LESS 2 /* the host took something out of the offer [5.1] */
#define ASK_SESSION(key, challenge) (10 + (key) * SESSIONS + (challenge))
#define ASK_SECRET(path) (30 + (path))
#define ASK_STEP 40

/* Answers as rsd fixes them. What is sealed to a TEE key carries that key's number. */
#define CHALLENGE(session) (10 + (session))
#define SESSION(key, session) (20 + (key) * SESSIONS + (session))
#define SECRET(key, path, version) (40 + (key) * 4 + (path) * 2 + (version))
#define STEPPED 80
#define REFUSED 90
#define HOSTS_OWN(key) (100 + (key)) /* sealed by the host: a TEE key is public */

/* Kinds of message: htm and htu alone. */
#define AUTH 1
#define ATTEST 2
#define RESOURCES 3
#define COUNTER 4

/* A statement [4.1] in one number. jkt: number of the TEE key, plus one; 0 where there is none. */
#define STATEMENT(kind, gn, rqd, rsd, jkt) ((((((kind) * 16) + (gn)) * 64 + (rqd)) * 128 + (rsd)) * 4 + (jkt))
#define JKT(statement) ((statement) & 3)
#define RSD(statement) (((statement) >> 2) & 127)
#define RQD(statement) (((statement) >> 9) & 63)
#define GN(statement) (((statement) >> 15) & 15)
#define KIND(statement) ((statement) >> 19)

/* --- state ------------------------------------------------------------------------------------------------------- */

/* Where a run of a guest is. The order matters: what was sent by then is in the host's hands. */
#define IDLE 0
#define AT_AUTH 1      /* has sent POST /auth */
#define AT_ATTEST 2    /* has sent POST /attest with evidence */
#define IN_SESSION 3
#define AT_RESOURCES 4 /* has sent POST /cloister/resources with a proof */
#define STOPPED 5      /* believes that it was refused */
#define HAS_SECRET 6
#define AT_COUNTER 7   /* has sent POST /cloister/counter with a proof */
#define TURNED_AWAY 8  /* refused at /attest */

typedef Guest {
    byte at;
    byte challenge; /* the session whose challenge it has answered */
    byte session;   /* the session whose key it uses */
    byte path;      /* of the secret it asks for */
    byte floor      /* version of the secrets when it asked */
}

/* A session at the broker [5.2]. */
#define UNUSED 0
#define OPEN 1
#define ACTIVE 2
#define CLOSED 3 /* ended by a refusal */

typedef Opened {
    byte state;
    byte nonce; /* of the request that opened it */
    bit less;   /* whether that was altered on its way */
    byte key;   /* attested TEE key */
    byte seq    /* of the last proof */
}

Guest guest[GUESTS];
Opened session[SESSIONS];
int said[KEPT];                /* all statements, sorted: a set */
byte kept;
bit evidence[KEYS * SESSIONS]; /* a guest has answered this challenge: report data has its key and the nonce [6.1] */
bit version;                   /* of all secrets; grows once */
bit revoked[KEYS];
byte steps[KEYS];            /* of the guest's volume counter [11] */

hidden byte r, s, k, e, m, p, i, j, x, body;
hidden int new;

/* What the host has seen of a run's nonces, and which of its proofs. */
#define HAS_FETCH_PROOF(r) (guest[r].at >= AT_RESOURCES && guest[r].at <= AT_COUNTER)
#define HAS_STEP_PROOF(r) (guest[r].at == AT_COUNTER)
#define SENT(r, m) ( \
    (m) == 0 && guest[r].at >= AT_AUTH || \
    (m) == 1 && guest[r].at >= AT_ATTEST || \
    (m) == 2 && HAS_FETCH_PROOF(r) || \
    (m) == 3 && HAS_STEP_PROOF(r))

/* --- the guest's checks [4.1, S1 to S11], of statement said[i] --------------------------------------------------- */

#ifdef NO_GN
#define GN_FITS(n) true
#else
#define GN_FITS(n) (GN(said[i]) == (n)) /* S7 */
#endif
#ifdef NO_GN_LATER
#define GN_FITS_LATER(n) true
#else
#define GN_FITS_LATER(n) GN_FITS(n)
#endif

#ifdef NO_RQD
#define RQD_FITS(q) true
#else
#define RQD_FITS(q) (RQD(said[i]) == (q)) /* S8 */
#endif

#ifdef NO_RSD
#define RSD_FITS(answer) true
#else
#define RSD_FITS(answer) (RSD(said[i]) == (answer)) /* S9 */
#endif
#ifdef NO_RSD_LATER
#define RSD_FITS_LATER(answer) true
#else
#define RSD_FITS_LATER(answer) RSD_FITS(answer)
#endif

#ifdef NO_JKT
#define JKT_FITS(key) true
#else
#define JKT_FITS(key) (JKT(said[i]) == (key) + 1) /* S10 */
#endif

#ifdef NO_KIND
#define KIND_FITS(kind) true
#else
#define KIND_FITS(kind) (KIND(said[i]) == (kind)) /* S8, method and path alone */
#endif

/* All but S9, which is about the body beside the statement. */
#ifdef NO_AUTH_STATEMENT
#define IS_CHALLENGE_STATEMENT(n) true
#define IS_CHALLENGE_BODY(answer) true
#else
#define IS_CHALLENGE_STATEMENT(n) (KIND_FITS(AUTH) && GN_FITS(n) && RQD_FITS(ASK_CHALLENGE))
#define IS_CHALLENGE_BODY(answer) RSD_FITS(answer)
#endif
#define IS_STATEMENT(kind, n, q, key) (KIND_FITS(kind) && GN_FITS_LATER(n) && RQD_FITS(q) && JKT_FITS(key))

/* --- the broker's checks [4.2, 5.2] ------------------------------------------------------------------------------ */

#ifdef NO_NONCE_BINDING
#define IS_FOR_CHALLENGE(e, s) true
#else
#define IS_FOR_CHALLENGE(e, s) ((e) == (s)) /* B2 and B5 */
#endif

#ifdef NO_SEQ
#define COUNTS_ON(s, number) true
#else
#define COUNTS_ON(s, number) (session[s].seq < (number))
#endif

/* --- small words ------------------------------------------------------------------------------------------------- */

/* The broker signs an answer, and the host keeps it. */
inline broker_says(kind, gn, rqd, rsd, jkt) {
    new = STATEMENT(kind, gn, rqd, rsd, jkt);
    j = 0;
    do
    :: j < kept && said[j] < new -> j++
    :: else -> break
    od;
    if
    :: j < kept && said[j] == new -> skip
    :: else ->
        m = kept;
        do
        :: m > j -> said[m] = said[m - 1]; m--
        :: else -> break
        od;
        said[j] = new;
        kept++
    fi
}

/* The guest or session that the host turns to; each move is open only where there is one. */
#define GUEST_IS(where) (guest[0].at == (where) || guest[GUESTS - 1].at == (where))
inline some_guest(where) {
    if
    :: guest[0].at == where -> r = 0
#if GUESTS > 1
    :: guest[1].at == where -> r = 1
#endif
    fi
}

#if SESSIONS > 2
#define SESSION_IS(now) (session[0].state == (now) || session[1].state == (now) || session[2].state == (now))
#else
#define SESSION_IS(now) (session[0].state == (now) || session[SESSIONS - 1].state == (now))
#endif
inline some_session(now) {
    if
    :: session[0].state == now -> s = 0
#if SESSIONS > 1
    :: session[1].state == now -> s = 1
#endif
#if SESSIONS > 2
    :: session[2].state == now -> s = 2
#endif
    fi
}

/* The host picks a recorded statement that passes the guest's checks; kept, if it takes none. */
inline some_statement(passes) {
    i = 0;
    do
    :: i < kept && (passes) -> break
    :: i < kept -> i++
    :: i == kept -> break
    od
}

/* The host puts a body beside it that passes as well: a recorded one, or what it sealed to the guest itself; 0, if it
   takes none. */
inline some_body(passes) {
    j = 0;
    body = 0;
    do
    :: j < kept -> body = RSD(said[j]); j++; if :: passes -> break :: body = 0 fi
    :: j == kept -> body = HOSTS_OWN(KEY(r)); if :: passes -> skip :: body = 0 fi; break
    od
}

/* The host picks a nonce for a request that needs no proof: one that it has seen, or its own. */
#define SOME_NONCE_OF(g) \
    :: SENT(g, 0) -> x = NONCE(g, 0) \
    :: SENT(g, 1) -> x = NONCE(g, 1) \
    :: SENT(g, 2) -> x = NONCE(g, 2) \
    :: SENT(g, 3) -> x = NONCE(g, 3)
inline some_nonce() {
    if
    :: x = HOSTS_NONCE
    SOME_NONCE_OF(0)
#if GUESTS > 1
    SOME_NONCE_OF(1)
#endif
    fi
}

#define IS_CHALLENGE(body) ((body) >= CHALLENGE(0) && (body) < CHALLENGE(SESSIONS))
#define IS_SESSION_FOR(key, body) ((body) >= SESSION(key, 0) && (body) < SESSION(key, SESSIONS))
#define IS_SECRET_FOR(key, body) ((body) >= SECRET(key, 0, 0) && (body) <= SECRET(key, 1, 1))

/* --- the guest's moves ------------------------------------------------------------------------------------------- */

/* POST /auth, Cloister-Nonce: its first nonce. */
inline guest_asks_for_challenge() {
    some_guest(IDLE);
    guest[r].at = AT_AUTH;
    printf("guest %d: POST /auth, nonce %d\n", r, NONCE(r, 0))
}

/* The answer to /auth. If believed, POST /attest: evidence over this challenge and its key. */
inline guest_takes_challenge() {
    some_guest(AT_AUTH);
    some_statement(IS_CHALLENGE_STATEMENT(NONCE(r, 0)));
    if
    :: i < kept ->
        some_body(IS_CHALLENGE_BODY(body));
        if
        :: IS_CHALLENGE(body) ->
            s = body - CHALLENGE(0);
            printf("guest %d: POST /attest, nonce %d, with evidence for challenge %d\n", r, NONCE(r, 1), s);
            HOLDS(5, session[s].nonce == NONCE(r, 0) && !session[s].less);
            guest[r].at = AT_ATTEST;
            guest[r].challenge = s;
            evidence[KEY(r) * SESSIONS + s] = 1
        :: body == HOSTS_OWN(KEY(r)) ->
            printf("guest %d: POST /attest, nonce %d, with evidence for a challenge of the host's\n", r, NONCE(r, 1));
            HOLDS(5, false)
        :: else -> skip
        fi
    :: else -> skip
    fi
}

/* The answer to /attest: a session key sealed to the TEE key, or a refusal. */
inline guest_takes_session() {
    some_guest(AT_ATTEST);
    some_statement(IS_STATEMENT(ATTEST, NONCE(r, 1), ASK_SESSION(KEY(r), guest[r].challenge), KEY(r)));
    if
    :: i < kept ->
        some_body(RSD_FITS_LATER(body));
        if
        :: IS_SESSION_FOR(KEY(r), body) ->
            s = body - SESSION(KEY(r), 0);
            printf("guest %d: takes the key of session %d\n", r, s);
            HOLDS(2, session[s].state == ACTIVE && session[s].key == KEY(r) && s == guest[r].challenge);
            guest[r].session = s;
            guest[r].at = IN_SESSION
        :: body == HOSTS_OWN(KEY(r)) ->
            printf("guest %d: takes a session key that the host has made\n", r);
            HOLDS(2, false)
        :: body == REFUSED ->
            printf("guest %d: believes that it is refused\n", r);
            HOLDS(7, revoked[KEY(r)]);
            guest[r].at = TURNED_AWAY
        :: else -> skip /* another guest's JWE does not open */
        fi
    :: else -> skip
    fi
}

/* POST /cloister/resources for one path, with the session's first proof. */
inline guest_asks_for_secret() {
    some_guest(IN_SESSION);
    if
    :: p = 0
    :: p = 1
    fi;
    guest[r].path = p;
    guest[r].floor = version;
    guest[r].at = AT_RESOURCES;
    printf("guest %d: POST /resources, nonce %d, for secret %d, proof 1 of session %d\n",
        r, NONCE(r, 2), p, guest[r].session)
}

/* The answer to /cloister/resources: secrets sealed to the TEE key, or a refusal. */
inline guest_takes_secret() {
    some_guest(AT_RESOURCES);
    some_statement(IS_STATEMENT(RESOURCES, NONCE(r, 2), ASK_SECRET(guest[r].path), KEY(r)));
    if
    :: i < kept ->
        some_body(RSD_FITS_LATER(body));
        if
        :: IS_SECRET_FOR(KEY(r), body) ->
            p = body - SECRET(KEY(r), 0, 0);
            printf("guest %d: takes version %d of secret %d\n", r, p % 2, p / 2);
            HOLDS(2, p / 2 == guest[r].path && p % 2 >= guest[r].floor);
            guest[r].at = HAS_SECRET
        :: body == HOSTS_OWN(KEY(r)) ->
            printf("guest %d: takes a secret that the host has made\n", r);
            HOLDS(2, false)
        :: body == REFUSED ->
            printf("guest %d: believes that it is refused\n", r);
            HOLDS(7, revoked[KEY(r)]);
            guest[r].at = STOPPED
        :: else -> skip
        fi
    :: else -> skip
    fi
}

/* POST /cloister/counter, one step, with the session's second proof. */
inline guest_asks_for_step() {
    some_guest(HAS_SECRET);
    guest[r].at = AT_COUNTER;
    printf("guest %d: POST /counter, nonce %d, proof 2 of session %d\n", r, NONCE(r, 3), guest[r].session)
}

/* --- the broker's moves, on what the host delivers --------------------------------------------------------------- */

/* /auth: anybody's, as a guest sent it or altered. Sessions are used in order; their names do not matter. */
inline broker_opens_session() {
    s = 0;
    do
    :: session[s].state != UNUSED -> s++
    :: else -> break
    od;
    some_nonce();
    session[s].state = OPEN;
    session[s].nonce = x;
    printf("broker: to POST /auth, nonce %d, answers challenge %d\n", x, s);
    if
    :: broker_says(AUTH, x, ASK_CHALLENGE, CHALLENGE(s), 0)
    :: session[s].less = 1;
       printf("host: that offer was altered\n");
       broker_says(AUTH, x, ASK_CHALLENGE_WITH_LESS, CHALLENGE(s), 0)
    fi
}

/* /attest with evidence of guest k for challenge e, in session s [5.2 B1 to B10]. */
inline broker_attests(now) {
    some_session(now);
    some_nonce();
    k = 0;
    e = 0;
    do
    :: k < KEYS && evidence[k * SESSIONS + e] && IS_FOR_CHALLENGE(e, s) -> break
    :: k < KEYS -> e++; if :: e == SESSIONS -> e = 0; k++ :: else -> skip fi
    :: k == KEYS -> break
    od;
    if
    :: k == KEYS -> skip
    :: k < KEYS && revoked[k] ->
        session[s].state = CLOSED;
        session[s].key = k;
        printf("broker: to POST /attest, nonce %d, in session %d, refuses key %d\n", x, s, k);
        broker_says(ATTEST, x, ASK_SESSION(k, e), REFUSED, k + 1)
    :: k < KEYS && !revoked[k] ->
        printf("broker: to POST /attest, nonce %d, activates session %d for key %d\n", x, s, k);
        HOLDS(6, e == s && now == OPEN);
        session[s].state = ACTIVE;
        session[s].key = k;
        session[s].seq = 0;
        broker_says(ATTEST, x, ASK_SESSION(k, e), SESSION(k, s), k + 1)
#ifdef NO_KEY_BINDING
    :: k < KEYS ->
        session[s].state = ACTIVE;
        session[s].key = HOSTS_KEY;
        printf("broker: to POST /attest, nonce %d, activates session %d for the host's key\n", x, s);
        HOLDS(1, false)
#endif
    fi
}

/* The identical /attest once more: the stored result under a new statement [5.2]. */
inline broker_repeats(now, answer) {
    some_session(now);
    some_nonce();
    k = session[s].key;
    printf("broker: to the same POST /attest, nonce %d, says once more how session %d was answered\n", x, s);
    broker_says(ATTEST, x, ASK_SESSION(k, s), answer, k + 1)
}

/* What /cloister/resources answers in session s under a nonce for path p. */
inline broker_releases(nonce) {
    k = session[s].key;
    if
    :: revoked[k] ->
        printf("broker: to POST /resources, nonce %d, refuses key %d\n", nonce, k);
        broker_says(RESOURCES, nonce, ASK_SECRET(p), REFUSED, k + 1)
    :: else ->
        printf("broker: to POST /resources, nonce %d, gives key %d version %d of secret %d\n", nonce, k, version, p);
        broker_says(RESOURCES, nonce, ASK_SECRET(p), SECRET(k, p, version), k + 1)
    fi
}

#if GUESTS > 1
#define STEPS_ASKED(k) ((guest[0].at == AT_COUNTER && KEY(0) == k) + (guest[1].at == AT_COUNTER && KEY(1) == k))
#else
#define STEPS_ASKED(k) (guest[0].at == AT_COUNTER)
#endif
inline broker_steps(nonce) {
    k = session[s].key;
    printf("broker: moves the counter of key %d\n", k);
    HOLDS(4, steps[k] < STEPS_ASKED(k));
    steps[k]++;
    broker_says(COUNTER, nonce, ASK_STEP, STEPPED, k + 1)
}

/* A request with its proof [4.2], in any order and as often as the host likes. The MAC names session and request. */
#define FETCH_PROOF_SERVES(g) (HAS_FETCH_PROOF(g) && IS_SERVED(guest[g].session, 1))
#define STEP_PROOF_SERVES(g) (HAS_STEP_PROOF(g) && IS_SERVED(guest[g].session, 2))
#define IS_SERVED(which, number) (session[which].state == ACTIVE && COUNTS_ON(which, number))
inline broker_serves_fetch() {
    if
    :: FETCH_PROOF_SERVES(0) -> r = 0
#if GUESTS > 1
    :: FETCH_PROOF_SERVES(1) -> r = 1
#endif
    fi;
    s = guest[r].session;
    session[s].seq = 1;
    p = guest[r].path;
    broker_releases(NONCE(r, 2))
}

inline broker_serves_step() {
    if
    :: STEP_PROOF_SERVES(0) -> r = 0
#if GUESTS > 1
    :: STEP_PROOF_SERVES(1) -> r = 1
#endif
    fi;
    s = guest[r].session;
    session[s].seq = 2;
    broker_steps(NONCE(r, 3))
}

/* Without proofs: a request of the host's own in somebody's session. The cookie is all that it takes. */
inline broker_serves_anybody() {
    some_session(ACTIVE);
    some_nonce();
    if
    :: p = 0; broker_releases(x)
    :: p = 1; broker_releases(x)
    :: broker_steps(x)
    fi
}

/* A request without a valid proof in somebody's session. Ours says "session" [5.2]; this one already says who was
   refused, so that S10 has to hold by itself. */
inline broker_refuses_unproven() {
    some_session(ACTIVE);
    some_nonce();
    k = session[s].key;
    if
    :: revoked[k] -> p = 0
    :: revoked[k] -> p = 1
    :: else -> p = 2
    fi;
    if
    :: p < 2 ->
        printf("broker: to POST /resources, nonce %d, in session %d, refuses key %d\n", x, s, k);
        broker_says(RESOURCES, x, ASK_SECRET(p), REFUSED, k + 1)
    :: else -> skip
    fi
}

/* --- the world --------------------------------------------------------------------------------------------------- */

active proctype world() {
end:
    do
    :: atomic { GUEST_IS(IDLE) -> guest_asks_for_challenge() }
    :: atomic { GUEST_IS(AT_AUTH) && kept > 0 -> guest_takes_challenge() }
    :: atomic { GUEST_IS(AT_ATTEST) -> guest_takes_session() }
    :: atomic { GUEST_IS(IN_SESSION) -> guest_asks_for_secret() }
    :: atomic { GUEST_IS(AT_RESOURCES) -> guest_takes_secret() }
    :: atomic { GUEST_IS(HAS_SECRET) -> guest_asks_for_step() }
    :: atomic { kept < KEPT && session[SESSIONS - 1].state == UNUSED -> broker_opens_session() }
    :: atomic { kept < KEPT && SESSION_IS(OPEN) -> broker_attests(OPEN) }
    :: atomic { kept < KEPT && SESSION_IS(ACTIVE) -> broker_repeats(ACTIVE, SESSION(k, s)) }
    :: atomic { kept < KEPT && SESSION_IS(CLOSED) -> broker_repeats(CLOSED, REFUSED) }
#ifdef NO_ONCE
    :: atomic { kept < KEPT && SESSION_IS(ACTIVE) -> broker_attests(ACTIVE) }
#endif
#ifdef NO_PROOF
    :: atomic { kept < KEPT && SESSION_IS(ACTIVE) -> broker_serves_anybody() }
#else
    :: atomic { kept < KEPT && (FETCH_PROOF_SERVES(0) || FETCH_PROOF_SERVES(GUESTS - 1)) -> broker_serves_fetch() }
    :: atomic { kept < KEPT && (STEP_PROOF_SERVES(0) || STEP_PROOF_SERVES(GUESTS - 1)) -> broker_serves_step() }
#endif
#ifndef LATE_REFUSALS
    :: atomic { kept < KEPT && SESSION_IS(ACTIVE) -> broker_refuses_unproven() }
#endif
    :: d_step { !version -> version = 1; printf("owner: stores a new version\n") }
    :: d_step { !revoked[KEYS - 1] -> revoked[KEYS - 1] = 1; printf("owner: revokes key %d\n", KEYS - 1) }
    od
}
