"""Users, for administrators."""

from fastapi import APIRouter

from serve.access.users import UserChange, UserDraft, alter_user, create_user
from serve.edge.callers import Admin
from serve.edge.schemas_access import UserAnswer, UserChangeRequest, UserRequest, UsersAnswer
from serve.edge.service import ServiceDep
from serve.store.audit import add_audit
from serve.store.users import list_users

router = APIRouter(tags=["users"])


@router.get("/users")
def read_users(service: ServiceDep, caller: Admin) -> UsersAnswer:
    """用户列表。 All users."""
    with service.database.read() as connection:
        return UsersAnswer(users=[UserAnswer.of(user) for user in list_users(connection)])


@router.post("/users", status_code=201)
def add_user(asked: UserRequest, service: ServiceDep, caller: Admin) -> UserAnswer:
    """新建用户。 Make a user."""
    draft = UserDraft(asked.name, asked.password, frozenset(asked.scopes))
    with service.database.write() as connection:
        user = create_user(connection, draft, service.database.now(connection))
        add_audit(connection, caller, "user.create", user.id, {"scopes": user.scopes})
    return UserAnswer.of(user)


@router.patch("/users/{user_id}")
def change_user_by_id(
    user_id: str, asked: UserChangeRequest, service: ServiceDep, caller: Admin
) -> UserAnswer:
    """修改用户。 Change password or scopes, disable or enable; ends the user's sessions."""
    scopes = frozenset(asked.scopes) if asked.scopes is not None else None
    change = UserChange(asked.password, scopes, asked.disabled)
    with service.database.write() as connection:
        user = alter_user(connection, user_id, change, service.database.now(connection))
        changed = " ".join(sorted(asked.model_fields_set))
        add_audit(connection, caller, "user.change", user.id, {"changed": changed})
    service.door.forget(user_id)
    return UserAnswer.of(user)
